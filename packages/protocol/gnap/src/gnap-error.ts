/** The codes of GNAP errors (RFC 9635 section 3.6, and those that Open Payments adds). */
export type GnapErrorCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_interaction'
  | 'invalid_continuation'
  | 'invalid_rotation'
  | 'unknown_interaction'
  | 'request_denied'
  | 'user_denied'
  | 'too_fast'

/** The body of every refusal of an authorization server. */
export interface GnapErrorBody {
  readonly error: { readonly code: GnapErrorCode; readonly description: string }
}

/** Makes the body of a refusal. */
export function gnapErrorBody(code: GnapErrorCode, description: string): GnapErrorBody {
  return { error: { code, description } }
}
