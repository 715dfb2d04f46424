export { connectionsRememberedMax } from './connection-cache.ts'
export type { AssetDetails, ConnectionDetails, StreamCredentials } from './connection-token.ts'
export type { ExchangeRate, RateBounds } from './exchange-rate.ts'
export {
  packetsInFlightMax,
  packetsPerSecondMax,
  packetsPerSecondMin,
  packetsPerSecondStart,
} from './pacer.ts'
export type { PaymentTarget } from './packet-amounts.ts'
export { maxSourceAmountFor, minDeliveryAmountFor } from './payment-limits.ts'
export type { PaymentOutcome, PaymentProgress } from './payment-progress.ts'
export {
  createRateProbe,
  type ProbedPath,
  type ProbeOutcome,
  probeAmounts,
  probeMs,
  type RateProbe,
} from './rate-probe.ts'
export {
  decodeReceipt,
  encodeReceipt,
  isAuthenticReceipt,
  type Receipt,
  type ReceiptSetup,
  receiptNonceLength,
} from './receipt.ts'
export type { SendAction, SenderAction } from './sender-action.ts'
export type { SenderError, SenderFailure } from './sender-failure.ts'
export { packetLifetimeMs, sequenceMax } from './stream-client.ts'
export {
  type ConnectionKeys,
  decryptEnvelope,
  deriveCondition,
  deriveConnectionKeys,
  deriveFulfillment,
  encryptEnvelope,
  envelopeOverhead,
  ivLength,
  type RandomBytes,
  secretLength,
} from './stream-crypto.ts'
export {
  type ConnectionFrame,
  type SingleStreamFrame,
  type StreamFrame,
  streamErrorCodes,
} from './stream-frame.ts'
export { decodeStreamPacket, encodeStreamPacket, type StreamPacket } from './stream-packet.ts'
export {
  type ConnectionInfo,
  createStreamReceiver,
  type Decline,
  type IncomingMoney,
  type Received,
  type StreamReceiver,
} from './stream-receiver.ts'
export {
  createStreamSender,
  idleMs,
  paymentDataLengthMax,
  replyGraceMs,
  type StreamSender,
  type StreamSenderOptions,
} from './stream-sender.ts'
