export type {
  CardDetails,
  IncomingPayment,
  IncomingPaymentId,
  IncomingPaymentState,
  Metadata,
  OutgoingPayment,
  OutgoingPaymentId,
  OutgoingPaymentState,
  Quote,
  QuoteId,
  Receiver,
} from './resources.ts'
export type {
  FundingRefusal,
  IncomingPaymentRefusal,
  IncomingPayments,
  NewIncomingPayment,
  NewOutgoingPayment,
  NewQuote,
  OutgoingPaymentRefusal,
  OutgoingPayments,
  Page,
  PageQuery,
  Payments,
  QuoteRefusal,
  Quotes,
  ReceiverRefusal,
  Receivers,
  Refused,
  SpendingGrant,
  TextFilter,
} from './payments.ts'
export { isRefused } from './refused.ts'
export { createPayments, type PaymentsOptions, type RunningPayments } from './create-payments.ts'
export type { RunningWorkers, WalletAddressCredits } from './start-workers.ts'
export { paymentSettingDefaults, type PaymentSettings } from './payment-settings.ts'
export { paymentMigrations } from './payment-migrations.ts'
export type { PaymentNotices } from './payment-notices.ts'
export { createPostgresPaymentNotices } from './payment-notices-postgres.ts'
export type { ClientKey } from './receivers/open-payments-client.ts'
export { incomingPaymentUrl } from './receivers/receivers.ts'
export type { StreamTotals } from './stream/stream-totals.ts'
export { createMemoryStreamTotals } from './stream/stream-totals-memory.ts'
export { createPostgresStreamTotals } from './stream/stream-totals-postgres.ts'
