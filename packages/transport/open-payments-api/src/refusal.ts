import type {
  IncomingPaymentRefusal,
  OutgoingPaymentRefusal,
  QuoteRefusal,
  Refused,
} from '@kivuko/payments'

/** What this interface itself refuses. */
export type ApiRefusal =
  | 'NotAcceptable'
  | 'InvalidRequest'
  | 'UnknownTenant'
  /** A resource that is not there, or is not for this client. */
  | 'UnknownResource'
  /** What a protected request is about cannot be found, so nobody can be authorized for it. */
  | 'UnknownSubject'
  | 'MissingToken'
  /** The authorization server cannot be asked about the token. */
  | 'UncheckedToken'
  | 'InactiveToken'
  | 'InsufficientAccess'
  | 'InvalidSignature'
  /** The wallet address of a protected request is not here, or not active. */
  | 'NoWalletAddress'
  | 'TooManyRequests'

/** Every "no" of the resource server. */
export type Refusal = ApiRefusal | IncomingPaymentRefusal | QuoteRefusal | OutgoingPaymentRefusal

/** Makes a "no" of the interface. */
export function refuse(
  refusal: ApiRefusal | 'InvalidAmount' | 'UnknownQuote' | 'UnknownWalletAddress',
  description: string,
): Refused<Refusal> {
  return { refusal, description }
}

/** The one place where refusals become statuses. */
export function statusOf(refusal: Refusal): number {
  switch (refusal) {
    case 'InvalidRequest':
    case 'NoWalletAddress':
    case 'InactiveWalletAddress':
    case 'InvalidAmount':
    case 'InvalidState':
    case 'InvalidExpiry':
    case 'InvalidReceiver':
    case 'InvalidQuote':
    case 'NonPositiveReceiveAmount':
    case 'NegativeReceiveAmount':
      return 400
    case 'UnknownSubject':
    case 'MissingToken':
    case 'UncheckedToken':
    case 'InvalidSignature':
      return 401
    case 'InactiveToken':
    case 'InsufficientAccess':
    case 'InsufficientGrant':
    case 'ActionNotPerformed':
    case 'AlreadyActioned':
      return 403
    case 'UnknownTenant':
    case 'UnknownResource':
    case 'UnknownWalletAddress':
    case 'UnknownPayment':
    case 'UnknownQuote':
      return 404
    case 'NotAcceptable':
      return 406
    case 'WrongState':
      return 409
    case 'TooManyRequests':
      return 429
    case 'CouldNotFetchRates':
    case 'InvalidInterval':
    case 'OnlyOneGrantAmountAllowed':
      return 500
  }
}

/** Whether a refusal tells the client where to ask for a grant (RFC 9635 section 9.1). */
export function isChallenge(refusal: Refusal): boolean {
  return (
    statusOf(refusal) === 401 || refusal === 'InactiveToken' || refusal === 'InsufficientAccess'
  )
}
