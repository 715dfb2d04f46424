import type { Asset, Directory } from '@kivuko/directory'
import type { AccountId } from '@kivuko/ledger'
import type { PaymentLedger } from '../payment-ledger.ts'
import type { OutgoingPayments, Refused, SpendingGrant } from '../payments.ts'
import { refuse } from '../refused.ts'
import type { OutgoingPayment } from '../resources.ts'
import { type CreateOutgoingPorts, createOutgoingPayment } from './create-outgoing-payment.ts'
import {
  type FundPorts,
  fundOutgoingPayment,
  readOutgoing,
  unknownOutgoing,
} from './fund-outgoing-payment.ts'
import { createFundingBatches } from './funding-batches.ts'
import { intervalStart } from './grant-limits.ts'
import { toOutgoingPayment } from './outgoing-payment-data.ts'
import { advanceOutgoing } from './outgoing-payment-machine.ts'
import type { OutgoingRecord } from './outgoing-payment-store.ts'
import { eventsOf, positionOf, releaseGrant, saveAdvance } from './save-advance.ts'

/** What making resources of records needs. */
export interface OutgoingReadPorts {
  readonly ledger: Pick<PaymentLedger, 'balances'>
  readonly directory: Pick<Directory, 'asset'>
}

/** What outgoing payments need. */
export interface OutgoingPaymentPorts extends CreateOutgoingPorts, Omit<FundPorts, 'batches'> {
  readonly directory: Pick<Directory, 'walletAddress' | 'asset'>
  readonly store: CreateOutgoingPorts['store']
}

/** Outgoing payments over a database. A resource of another tenant is unknown. */
export function createOutgoingPayments(ports: OutgoingPaymentPorts): OutgoingPayments {
  const { postgres, store } = ports
  const funding = { ...ports, batches: createFundingBatches(ports) }
  return {
    create: (input) => createOutgoingPayment(ports, input),
    async get(id, tenantId) {
      const which = { id, ...(tenantId !== undefined && { tenantId }) }
      const record = await readOutgoing(ports, which)
      return record && (await toOutgoing(ports, record))
    },
    async list(query) {
      const page = await store.outgoing.list(postgres, query)
      return { ...page, items: await toOutgoings(ports, page.items) }
    },
    async fund(input) {
      const funded = await fundOutgoingPayment(funding, input)
      return 'refusal' in funded ? funded : await toOutgoing(ports, funded)
    },
    cancel: (input) => cancel(ports, input),
    grantSpent: (grant) => grantSpent(ports, grant),
  }
}

/** The resources of records: while they are sent, the ledger knows how much has gone. */
export async function toOutgoings(
  ports: OutgoingReadPorts,
  records: readonly OutgoingRecord[],
): Promise<readonly OutgoingPayment[]> {
  const sending = records.filter(({ state }) => state === 'SENDING')
  // A payment's account has the payment's id.
  const accounts = sending.map(({ id }) => id as string as AccountId)
  const balances = accounts.length > 0 ? await ports.ledger.balances(accounts) : undefined
  return await Promise.all(
    records.map(async (record) => {
      const balance = balances?.get(record.id as string as AccountId)
      const sentAmount = balance?.debitsPosted ?? record.sentAmount
      return toOutgoingPayment(record, { asset: await knownAsset(ports, record), sentAmount })
    }),
  )
}

async function toOutgoing(
  ports: OutgoingPaymentPorts,
  record: OutgoingRecord,
): Promise<OutgoingPayment> {
  const [payment] = await toOutgoings(ports, [record])
  if (payment === undefined) throw new Error('one record made no payment')
  return payment
}

async function knownAsset(
  { directory }: OutgoingReadPorts,
  { id, quote }: OutgoingRecord,
): Promise<Asset> {
  const asset = await directory.asset(quote.assetId)
  if (asset === undefined) throw new Error(`payment ${id} is of an asset that is gone`)
  return asset
}

async function cancel(
  ports: OutgoingPaymentPorts,
  input: Parameters<OutgoingPayments['cancel']>[0],
): Promise<OutgoingPayment | Refused<'UnknownPayment' | 'WrongState'>> {
  const record = await readOutgoing(ports, input)
  if (record === undefined) return unknownOutgoing(input.id)
  const advance = advanceOutgoing(positionOf(record), { type: 'cancel' })
  if ('refusal' in advance) return refuse('WrongState', `the payment is ${record.state}`)
  const { reason, cardPaymentFailureReason } = input
  const metadata = {
    ...record.metadata,
    ...(reason !== undefined && { cancellationReason: reason }),
    ...(cardPaymentFailureReason !== undefined && { cardPaymentFailureReason }),
  }
  const save = { advance, nowMs: ports.clock.now(), metadata }
  const cancelled = await ports.postgres.transaction(async (tx) => {
    const saved = await saveAdvance(ports.store.outgoing, tx, { record, save })
    if (saved === undefined) return undefined
    await releaseGrant(ports.store.grantSpends, tx, { record, advance })
    const events = eventsOf(ports.random, { record: saved, advance, balance: 0n })
    if (events.length > 0) await ports.outbox.add(tx, events)
    return saved
  })
  if (cancelled === undefined) return refuse('WrongState', 'the payment was funded or cancelled')
  ports.events.outgoingEnded(cancelled)
  return await toOutgoing(ports, cancelled)
}

async function grantSpent(
  ports: OutgoingPaymentPorts,
  grant: SpendingGrant,
): ReturnType<OutgoingPayments['grantSpent']> {
  const interval = intervalStart(grant, ports.clock.now())
  if ('refusal' in interval) return {}
  const spent = await ports.store.grantSpends.read(ports.postgres, {
    grantId: grant.id,
    ...interval,
  })
  if (spent === undefined) return {}
  return { debitAmount: spent.debitAmount, receiveAmount: spent.receiveAmount }
}
