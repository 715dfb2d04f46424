import type { Clock } from '@kivuko/clock'
import type { Postgres } from '@kivuko/postgres'
import type { Random } from '@kivuko/random'
import type { WebhookOutbox } from '@kivuko/webhooks'
import { incomingEvent } from '../incoming/incoming-payment-data.ts'
import { readReceived } from '../incoming/advance-incoming-payments.ts'
import type { PaymentLedger } from '../payment-ledger.ts'
import type { PaymentNotices } from '../payment-notices.ts'
import type { PaymentSettings } from '../payment-settings.ts'
import type { PaymentStore } from '../payment-store.ts'
import type { IncomingPaymentId } from '../resources.ts'
import { waitForNews } from '../wait-for-news.ts'
import type { PartialDecision } from './partial-decision-store.ts'

/** How often the store is looked at while no news come. */
const lookAgainMs = 250

/** Asks the ASE about single packets that bring data for it, where it wants to be asked. */
export interface PartialDecisions {
  /** Resolves with its decision; without one in time, the packet is not approved. */
  ask(packet: {
    readonly paymentId: string
    readonly data: Uint8Array
    readonly expiresAtMs: number
  }): Promise<PartialDecision>
}

/** What asking needs. */
export interface PartialDecisionPorts {
  readonly postgres: Postgres
  readonly store: Pick<PaymentStore, 'incoming' | 'partials'>
  readonly ledger: PaymentLedger
  readonly outbox: WebhookOutbox
  readonly notices: PaymentNotices
  readonly clock: Clock
  readonly random: Random
  readonly terms: NonNullable<PaymentSettings['partialDecision']>
}

/** Makes the asking. */
export function createPartialDecisions(ports: PartialDecisionPorts): PartialDecisions {
  const { clock, terms } = ports
  return {
    async ask({ paymentId, data, expiresAtMs }) {
      const leftMs = expiresAtMs - clock.now() - terms.safetyMarginMs
      const endMs = clock.monotonicMs() + Math.min(leftMs, terms.waitMsMax)
      const partialId = ports.random.uuid()
      if (!(await announce(ports, { paymentId, partialId, data }))) return { approved: false }
      return await waitForDecision(ports, { partialId, endMs })
    },
  }
}

async function announce(
  ports: PartialDecisionPorts,
  { paymentId, partialId, data }: { paymentId: string; partialId: string; data: Uint8Array },
): Promise<boolean> {
  const { postgres, store, ledger, outbox, random, clock } = ports
  const id = paymentId as IncomingPaymentId // The packet's account has the payment's id.
  const record = await store.incoming.read(postgres, id)
  if (record === undefined) return false
  const receivedAmount = (await readReceived(ledger, [record])).get(record.id) ?? 0n
  const event = incomingEvent(record, {
    id: random.uuid(),
    type: 'incoming_payment.partial_payment_received',
    receivedAmount,
    more: {
      partialIncomingPaymentId: partialId,
      dataFromSender: Buffer.from(data).toString('utf8'),
    },
  })
  await postgres.transaction(async (tx) => {
    await store.partials.insert(tx, { partialId, paymentId: record.id, nowMs: clock.now() })
    await outbox.add(tx, [event])
  })
  return true
}

async function waitForDecision(
  { postgres, store, notices, clock }: PartialDecisionPorts,
  { partialId, endMs }: { partialId: string; endMs: number },
): Promise<PartialDecision> {
  for (;;) {
    const leftMs = Math.max(0, endMs - clock.monotonicMs())
    const waitMs = Math.min(lookAgainMs, leftMs)
    const news = waitForNews({ notices, clock, id: partialId, waitMs })
    const decision = await store.partials.read(postgres, partialId)
    if (decision !== undefined) return decision
    if (clock.monotonicMs() >= endMs) return { approved: false, reason: 'no decision in time' }
    await news
  }
}
