/** What `extensions.code` of a GraphQL error says: one of a few, whatever the domain called it. */
export type ErrorCode =
  | 'BAD_USER_INPUT'
  | 'CONFLICT'
  | 'DUPLICATE'
  | 'FORBIDDEN'
  | 'INACTIVE'
  | 'INTERNAL_SERVER_ERROR'
  | 'NOT_FOUND'
  | 'TIMEOUT'
