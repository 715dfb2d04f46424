import {
  signTimestamped,
  type TimestampedSignatureRefusal,
  type VerifiedTimestamp,
  verifyTimestamped,
} from './timestamped-signature.ts'

/** How far ahead of ours the clock of an admin client may be. */
export const adminClockSkewMsMax = 5_000

/** The body of a GraphQL request. Only these members are signed; others are not looked at. */
export interface GraphqlRequestBody {
  readonly query?: unknown
  readonly variables?: unknown
  readonly operationName?: unknown
}

/** The value of the `signature` header of an admin API request. */
export function signAdminRequest(options: {
  readonly body: GraphqlRequestBody
  readonly secret: string
  readonly version: string | number
  readonly nowMs: number
}): string {
  return signTimestamped({ ...options, body: signedMembers(options.body) })
}

/**
 * Verifies the `signature` header of an admin API request. A signature is good for `ttlSec` and at
 * most `adminClockSkewMsMax` ahead of time; the caller sees to it that each `replayKey` is used
 * once, and only after this function has found it right.
 */
export function verifyAdminSignature(options: {
  readonly header: string
  readonly body: GraphqlRequestBody
  readonly secret: string
  readonly version: string | number
  readonly ttlSec: number
  readonly nowMs: number
}): VerifiedTimestamp | TimestampedSignatureRefusal {
  const body = signedMembers(options.body)
  return verifyTimestamped({ ...options, body, maxSkewMs: adminClockSkewMsMax })
}

function signedMembers({
  query,
  variables,
  operationName,
}: GraphqlRequestBody): GraphqlRequestBody {
  return { query, variables, operationName }
}
