import {
  serializeAmount,
  type WireAmount,
  type WireIlpMethod,
  type WireIncomingPayment,
  type WireIncomingPaymentWithMethods,
  type WireOutgoingPayment,
  type WireQuote,
} from '@kivuko/open-payments'
import type { WalletAddress } from '@kivuko/directory'
import type { IncomingPayment, OutgoingPayment, Payments, Quote } from '@kivuko/payments'

import type { ResourceApi } from './resource-api.ts'
import { idOf } from './resource-urls.ts'

type Settings = ResourceApi['settings']

/** An incoming payment as its server writes it, without the ways to pay it. */
export function writeIncomingPayment(
  settings: Settings,
  payment: IncomingPayment,
  wallet: WalletAddress,
): WireIncomingPayment {
  const { incomingAmount, metadata } = payment
  return {
    id: idOf(settings, 'incoming-payments', payment),
    walletAddress: wallet.url,
    ...(incomingAmount !== undefined && { incomingAmount: amountIn(payment, incomingAmount) }),
    receivedAmount: writeReceived(payment),
    completed: payment.state === 'COMPLETED',
    ...(metadata !== undefined && { metadata }),
    createdAt: isoTime(payment.createdAtMs),
    expiresAt: isoTime(payment.expiresAtMs),
  }
}

/** The same with new credentials to pay it by; with none when it takes no more money. */
export function writePayablePayment(
  { payments, settings }: { payments: Pick<Payments, 'incoming'>; settings: Settings },
  payment: IncomingPayment,
  wallet: WalletAddress,
): WireIncomingPaymentWithMethods {
  const credentials = payments.incoming.credentials(payment)
  const methods: readonly WireIlpMethod[] = credentials
    ? [
        {
          type: 'ilp',
          ilpAddress: credentials.ilpAddress,
          sharedSecret: Buffer.from(credentials.sharedSecret).toString('base64url'),
        },
      ]
    : []
  return { ...writeIncomingPayment(settings, payment, wallet), methods }
}

/** What an incoming payment has received. */
export function writeReceived(payment: IncomingPayment): WireAmount {
  return amountIn(payment, payment.receivedAmount)
}

/** A quote as its server writes it; a payment within the node is made by `ilp` too, for clients. */
export function writeQuote(settings: Settings, quote: Quote, wallet: WalletAddress): WireQuote {
  return {
    id: idOf(settings, 'quotes', quote),
    walletAddress: wallet.url,
    receiver: quote.receiver,
    debitAmount: serializeAmount(quote.debitAmount),
    receiveAmount: serializeAmount(quote.receiveAmount),
    method: 'ilp',
    createdAt: isoTime(quote.createdAtMs),
    expiresAt: isoTime(quote.expiresAtMs),
  }
}

/** An outgoing payment as its server writes it, without what its grant had spent before. */
export function writeOutgoingPayment(
  settings: Settings,
  payment: OutgoingPayment,
  wallet: WalletAddress,
): WireOutgoingPayment {
  const { quote, metadata } = payment
  return {
    id: idOf(settings, 'outgoing-payments', payment),
    walletAddress: wallet.url,
    quoteId: idOf(settings, 'quotes', quote),
    receiver: payment.receiver,
    debitAmount: serializeAmount(payment.debitAmount),
    receiveAmount: serializeAmount(payment.receiveAmount),
    sentAmount: serializeAmount(payment.sentAmount),
    failed: payment.state === 'FAILED',
    ...(metadata !== undefined && { metadata }),
    createdAt: isoTime(payment.createdAtMs),
  }
}

/** The same with what its grant had spent before; told at its creation. */
export function writeNewOutgoingPayment(
  settings: Settings,
  payment: OutgoingPayment,
  wallet: WalletAddress,
): WireOutgoingPayment {
  const { grantSpentDebitAmount: debit, grantSpentReceiveAmount: receive } = payment
  return {
    ...writeOutgoingPayment(settings, payment, wallet),
    ...(debit !== undefined && { grantSpentDebitAmount: serializeAmount(debit) }),
    ...(receive !== undefined && { grantSpentReceiveAmount: serializeAmount(receive) }),
  }
}

function amountIn({ asset: { code, scale } }: IncomingPayment, value: bigint): WireAmount {
  return serializeAmount({ value, code, scale })
}

function isoTime(timeMs: number): string {
  return new Date(timeMs).toISOString()
}
