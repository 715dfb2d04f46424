/**
 * Why sending or probing ended early. The names are those that clients see as a payment's error.
 */
export type SenderError =
  /** A hop refused with a code that more packets do not change. */
  | 'ConnectorError'
  /** No answer of the receiver within the time of a probe. */
  | 'EstablishmentFailed'
  /** The receiver answered, but no packet size and rate were found in time. */
  | 'RateProbeFailed'
  /** The path delivers less than the minimum. */
  | 'InsufficientExchangeRate'
  /** Nothing was fulfilled for too long. */
  | 'IdleTimeout'
  /** The receiver closed the connection. */
  | 'ClosedByReceiver'
  /** Packets are out whose fate is not known. */
  | 'UncertainDelivery'
  /** The caller stopped the sender. */
  | 'Stopped'
  /** The receiver's application refused the payment. */
  | 'ApplicationError'
  /** The receiver did not tell its asset. */
  | 'UnknownDestinationAsset'
  /** The receiver told two different assets. */
  | 'DestinationAssetConflict'
  /** The receiver takes less than is to be delivered. */
  | 'IncompatibleReceiveMax'
  /** The receiver took money below the minimum, or would not say how much it got. */
  | 'ReceiverProtocolViolation'
  /** Too many packets for one set of keys. */
  | 'MaxSafeEncryptionLimit'

/** A failure with what is known about it. */
export interface SenderFailure {
  readonly error: SenderError
  /** Whether the same payment may succeed when tried again, with new credentials. */
  readonly retryable: boolean
  /** The ILP reject code that ended it. */
  readonly code?: string
  /** What the receiver's application says, with `ApplicationError`. */
  readonly reason?: Uint8Array
}

/** Makes a failure. */
export function senderFailure(
  error: SenderError,
  details: { readonly code?: string; readonly reason?: Uint8Array } = {},
): SenderFailure {
  return { error, retryable: retryableErrors.has(error), ...details }
}

const retryableErrors: ReadonlySet<SenderError> = new Set<SenderError>([
  'ConnectorError',
  'EstablishmentFailed',
  'RateProbeFailed',
  'InsufficientExchangeRate',
  'IdleTimeout',
  'ClosedByReceiver',
  'UncertainDelivery',
  'Stopped',
])
