import type { ContinueRefusal, GrantRequestRefusal, Refused } from '@kivuko/grants'
import type { GnapErrorCode } from '@kivuko/gnap'

/** Every "no" of the authorization side's interfaces. */
export type AuthRefusal =
  | GrantRequestRefusal
  | ContinueRefusal
  | 'malformedRequest'
  | 'unknownTenant'
  /** The client publishes no such key, or cannot be read. */
  | 'unknownClient'
  /** The request is not signed by its client, or does not bear the token that it is about. */
  | 'unprovenClient'
  | 'missingContinuation'
  | 'unknownContinuation'
  | 'unknownGrant'
  | 'unknownToken'
  | 'tooManyRequests'
  | 'unknownInteraction'
  /** What the browser came for does not exist. */
  | 'strangeInteraction'
  | 'closedInteraction'
  | 'lateInteraction'
  | 'foreignSession'
  | 'unknownProvider'
  | 'unknownDecider'
  | 'unknownChoice'
  | 'decidedInteraction'
  | 'deniedInteraction'
  | 'unauthorizedService'

/** A refusal in the words of the protocol. */
export interface GnapRefusal {
  readonly status: number
  readonly code: GnapErrorCode
}

/** The one place where refusals become statuses and codes. */
export function gnapRefusalOf({ refusal }: Refused<AuthRefusal>): GnapRefusal {
  switch (refusal) {
    case 'malformedRequest':
    case 'interactionNeeded':
    case 'identifierNeeded':
    case 'noIdentityProvider':
    case 'clientWithoutWallet':
    case 'unknownChoice':
      return { status: 400, code: 'invalid_request' }
    case 'clientWithoutName':
    case 'unknownClient':
      return { status: 400, code: 'invalid_client' }
    case 'unprovenClient':
      return { status: 401, code: 'invalid_client' }
    case 'unknownTenant':
    case 'unknownGrant':
      return { status: 404, code: 'invalid_request' }
    case 'tooFast':
      return { status: 400, code: 'too_fast' }
    case 'tooManyRequests':
      return { status: 429, code: 'too_fast' }
    case 'referenceNeeded':
    case 'foreignSession':
    case 'unknownProvider':
    case 'unauthorizedService':
      return { status: 401, code: 'invalid_request' }
    case 'rejected':
      return { status: 401, code: 'request_denied' }
    case 'missingContinuation':
      return { status: 401, code: 'invalid_continuation' }
    case 'wrongReference':
    case 'notContinuable':
    case 'unknownContinuation':
      return { status: 404, code: 'invalid_continuation' }
    case 'unknownToken':
      return { status: 404, code: 'invalid_rotation' }
    case 'strangeInteraction':
      return { status: 400, code: 'unknown_interaction' }
    case 'unknownInteraction':
      return { status: 404, code: 'unknown_interaction' }
    case 'closedInteraction':
      return { status: 403, code: 'invalid_interaction' }
    case 'decidedInteraction':
      return { status: 400, code: 'invalid_interaction' }
    case 'lateInteraction':
    case 'unknownDecider':
      return { status: 401, code: 'invalid_interaction' }
    case 'deniedInteraction':
      return { status: 401, code: 'user_denied' }
  }
}
