import type {
  FeeRefusal,
  KeyRefusal,
  LiquidityRefusal,
  PeerRefusal,
  WalletAddressRefusal,
} from '@kivuko/directory'
import type {
  FundingRefusal,
  IncomingPaymentRefusal,
  OutgoingPaymentRefusal,
  ReceiverRefusal,
} from '@kivuko/payments'
import type { ErrorCode } from './error-code.ts'

type AssetRefusal = 'CannotDeleteInUseAsset' | 'DuplicateAsset' | 'InvalidAsset' | 'UnknownAsset'

/** Every expected "no" of the domain that this interface passes on. */
export type DomainRefusal =
  | AssetRefusal
  | FeeRefusal
  | FundingRefusal
  | IncomingPaymentRefusal
  | KeyRefusal
  | LiquidityRefusal
  | OutgoingPaymentRefusal
  | PeerRefusal
  | ReceiverRefusal
  | WalletAddressRefusal

/** The code of each refusal. The compiler sees to it that none is forgotten. */
export const refusalCodes: Readonly<Record<DomainRefusal, ErrorCode>> = {
  ActionNotPerformed: 'TIMEOUT',
  AlreadyActioned: 'FORBIDDEN',
  AlreadyPosted: 'CONFLICT',
  AlreadyVoided: 'CONFLICT',
  AmountZero: 'FORBIDDEN',
  CannotDeleteInUseAsset: 'FORBIDDEN',
  CouldNotFetchRates: 'INTERNAL_SERVER_ERROR',
  DuplicateAsset: 'DUPLICATE',
  DuplicateIncomingToken: 'DUPLICATE',
  DuplicateKey: 'DUPLICATE',
  DuplicatePeer: 'DUPLICATE',
  DuplicateWalletAddress: 'DUPLICATE',
  InactiveWalletAddress: 'INACTIVE',
  InsufficientBalance: 'FORBIDDEN',
  InsufficientGrant: 'FORBIDDEN',
  InvalidAdditionalProperties: 'BAD_USER_INPUT',
  InvalidAmount: 'BAD_USER_INPUT',
  InvalidAsset: 'BAD_USER_INPUT',
  InvalidBasisPointFee: 'BAD_USER_INPUT',
  InvalidExpiry: 'BAD_USER_INPUT',
  InvalidFixedFee: 'BAD_USER_INPUT',
  InvalidGrant: 'FORBIDDEN',
  InvalidHTTPEndpoint: 'BAD_USER_INPUT',
  InvalidId: 'BAD_USER_INPUT',
  InvalidInitialLiquidity: 'BAD_USER_INPUT',
  InvalidInterval: 'INTERNAL_SERVER_ERROR',
  InvalidKey: 'BAD_USER_INPUT',
  InvalidQuote: 'BAD_USER_INPUT',
  InvalidReceiver: 'BAD_USER_INPUT',
  InvalidRequest: 'BAD_USER_INPUT',
  InvalidState: 'BAD_USER_INPUT',
  InvalidStaticIlpAddress: 'BAD_USER_INPUT',
  InvalidUrl: 'BAD_USER_INPUT',
  NegativeReceiveAmount: 'BAD_USER_INPUT',
  NonPositiveReceiveAmount: 'BAD_USER_INPUT',
  NotFound: 'NOT_FOUND',
  OnlyOneGrantAmountAllowed: 'INTERNAL_SERVER_ERROR',
  TransferExists: 'DUPLICATE',
  Unavailable: 'INTERNAL_SERVER_ERROR',
  UnknownAsset: 'NOT_FOUND',
  UnknownKey: 'NOT_FOUND',
  UnknownPayment: 'NOT_FOUND',
  UnknownPeer: 'NOT_FOUND',
  UnknownQuote: 'NOT_FOUND',
  UnknownTransfer: 'NOT_FOUND',
  UnknownWalletAddress: 'NOT_FOUND',
  WrongState: 'CONFLICT',
}
