import type { Amount } from '@kivuko/money'
import {
  serializeAmount,
  type WireAmount,
  type WireIlpMethod,
  type WireIncomingPayment,
  type WireWalletAddress,
} from '@kivuko/open-payments'
import type { Receivers } from '../payments.ts'
import type { Receiver } from '../resources.ts'

/** Bytes of a STREAM secret. */
const secretLength = 32

/** A receiver as its server wrote it. A way to pay that can't be used is left out. */
export function toRemoteReceiver(
  wire: WireIncomingPayment,
  methods: readonly WireIlpMethod[],
): Receiver {
  const { receivedAmount, incomingAmount, expiresAt, metadata } = wire
  const ilp = methods.map(readMethod).find((method) => method !== undefined)
  return {
    id: wire.id,
    walletAddressUrl: wire.walletAddress,
    asset: { code: receivedAmount.assetCode, scale: receivedAmount.assetScale },
    completed: wire.completed,
    ...(incomingAmount !== undefined && { incomingAmount: toAmount(incomingAmount) }),
    receivedAmount: toAmount(receivedAmount),
    ...(expiresAt !== undefined && { expiresAtMs: Date.parse(expiresAt) }),
    ...(metadata !== undefined && { metadata }),
    createdAtMs: Date.parse(wire.createdAt),
    ...(ilp !== undefined && { ilp }),
  }
}

/** The body of the request that makes an incoming payment. */
export function createBody(
  wallet: WireWalletAddress,
  input: Parameters<Receivers['create']>[0],
): Readonly<Record<string, unknown>> {
  const { incomingAmount, expiresAtMs, metadata } = input
  return {
    walletAddress: wallet.id,
    ...(incomingAmount !== undefined && { incomingAmount: serializeAmount(incomingAmount) }),
    ...(expiresAtMs !== undefined && { expiresAt: new Date(expiresAtMs).toISOString() }),
    ...(metadata !== undefined && { metadata }),
  }
}

function readMethod({ ilpAddress, sharedSecret }: WireIlpMethod): Receiver['ilp'] {
  const secret = Buffer.from(sharedSecret, 'base64url')
  return secret.length === secretLength ? { ilpAddress, sharedSecret: secret } : undefined
}

function toAmount({ value, assetCode, assetScale }: WireAmount): Amount {
  return { value: BigInt(value), code: assetCode, scale: assetScale }
}
