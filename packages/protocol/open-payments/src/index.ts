export {
  amountValueMax,
  type AmountRefusal,
  amountSchema,
  type ParsedAmount,
  parseAmount,
  serializeAmount,
  type WireAmount,
} from './amount.ts'
export {
  isSameWalletAddress,
  jwksUrl,
  normalizeWalletAddressUrl,
  paymentPointer,
  walletAddressLengthMax,
} from './wallet-address-url.ts'
export {
  callableUrl,
  type Collection,
  isSameResource,
  isUuid,
  parseResourceUrl,
  resourceUrlLengthMax,
  type ResourceUrl,
  resourceUrl,
} from './resource-url.ts'
export {
  pageSizeDefault,
  pageSizeMax,
  type PageRefusal,
  type PageRequest,
  parsePage,
  serializePage,
  type WirePage,
} from './pagination.ts'
export { errorBody, type OpenPaymentsErrorBody } from './error-body.ts'
export {
  incomingPaymentSchema,
  incomingPaymentWithMethodsSchema,
  publicIncomingPaymentSchema,
  type WireIlpMethod,
  type WireIncomingPayment,
  type WireIncomingPaymentWithMethods,
  type WireOutgoingPayment,
  type WirePublicIncomingPayment,
  type WireQuote,
  type WireWalletAddress,
  walletAddressSchema,
} from './resources.ts'
