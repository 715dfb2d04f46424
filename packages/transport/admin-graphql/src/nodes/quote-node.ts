import type { Quote } from '@kivuko/payments'
import type { Quote as QuoteNode } from '../generated/admin-types.generated.ts'
import { amountNode } from './amount-node.ts'
import { dateText } from './date-text.ts'

/** Writes a quote. The rate is for people to look at: no amount is computed from it. */
export function quoteNode(quote: Quote): QuoteNode {
  const { estimatedExchangeRate: rate } = quote
  return {
    id: quote.id,
    tenantId: quote.tenantId,
    walletAddressId: quote.walletAddressId,
    receiver: quote.receiver,
    debitAmount: amountNode(quote.debitAmount),
    receiveAmount: amountNode(quote.receiveAmount),
    createdAt: dateText(quote.createdAtMs),
    expiresAt: dateText(quote.expiresAtMs),
    estimatedExchangeRate: rate === undefined ? null : Number(rate.num) / Number(rate.den),
  }
}
