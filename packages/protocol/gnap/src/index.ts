export {
  accessItemsMax,
  type AccessAction,
  type AccessItem,
  type AccessLimits,
  type AccessType,
  askedAccessSchema,
  toldAccessSchema,
} from './access.ts'
export { allowsAction, matchAccess } from './match-access.ts'
export { type Client, type ClientJwk, clientSchema, toldClientSchema } from './client.ts'
export {
  clientNonceLengthMax,
  type ContinueRequest,
  continueRequestSchema,
  finishUriLengthMax,
  type GrantRequest,
  grantRequestSchema,
  type InteractRequest,
  type Subject,
  subjectSchema,
} from './grant-request.ts'
export {
  type AccessToken,
  type Continuation,
  grantResponseSchema,
  type IssuedResponse,
  type PendingResponse,
  type RotatedResponse,
  rotatedResponseSchema,
} from './grant-response.ts'
export {
  type IntrospectionRequest,
  type IntrospectionResponse,
  introspectionRequestSchema,
  introspectionResponseSchema,
} from './introspection.ts'
export { type GnapErrorBody, type GnapErrorCode, gnapErrorBody } from './gnap-error.ts'
export { interactionHash } from './interaction-hash.ts'
export { gnapToken } from './authorization-header.ts'
export {
  boundary,
  intervalLengthMax,
  intervalMsMax,
  intervalMsMin,
  type IntervalRefusal,
  type Occurrence,
  occurrenceAt,
  parseRepeatingInterval,
  type Period,
  type RepeatingInterval,
} from './repeating-interval.ts'
