import type { Postgres } from '@kivuko/postgres'
import type { Clock } from '@kivuko/clock'
import { isOpen } from '../incoming/incoming-payment-machine.ts'
import type { PaymentStore } from '../payment-store.ts'
import type { Receivers } from '../payments.ts'
import type { QuoteRecord } from '../quotes/quote-store.ts'
import { localReceiverId } from './send-local-payment.ts'

/** What is asked before a payment is made. */
export interface ClosedReceiverPorts {
  readonly postgres: Postgres
  readonly store: Pick<PaymentStore, 'incoming'>
  readonly receivers: Pick<Receivers, 'get'>
  readonly clock: Clock
}

/** Why a quote's receiver takes no more money; nothing when it does, or can't be asked now. */
export async function closedReceiver(
  ports: ClosedReceiverPorts,
  quote: QuoteRecord,
): Promise<string | undefined> {
  const isClosed =
    quote.method === 'local'
      ? await isLocalClosed(ports, quote)
      : await isRemoteClosed(ports, quote)
  return isClosed ? 'the receiver takes no more money' : undefined
}

async function isLocalClosed(
  { postgres, store, clock }: ClosedReceiverPorts,
  { receiver }: QuoteRecord,
): Promise<boolean> {
  const id = localReceiverId(receiver)
  const record = id && (await store.incoming.read(postgres, id))
  if (record === undefined) return true
  const isTaking = isOpen(record.state) && record.cancelledAtMs === undefined
  return !isTaking || record.expiresAtMs <= clock.now()
}

async function isRemoteClosed(
  { receivers, clock }: ClosedReceiverPorts,
  quote: QuoteRecord,
): Promise<boolean> {
  const receiver = await receivers.get(quote.receiver)
  if ('refusal' in receiver) return receiver.refusal === 'NotFound'
  return receiver.completed || (receiver.expiresAtMs ?? Infinity) <= clock.now()
}
