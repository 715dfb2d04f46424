import type { Asset, Directory, TenantId } from '@kivuko/directory'
import { isUuid } from '@kivuko/open-payments'
import type { PaymentLedger } from '../payment-ledger.ts'
import type { PaymentStore } from '../payment-store.ts'
import type { IncomingPaymentRefusal, IncomingPayments, Refused } from '../payments.ts'
import { refuse } from '../refused.ts'
import type { IncomingPayment, IncomingPaymentId } from '../resources.ts'
import {
  type IncomingAdvancePorts,
  addEvents,
  advanceIncomingPayments,
  readReceived,
} from './advance-incoming-payments.ts'
import { type CreateIncomingPorts, createIncomingPayment } from './create-incoming-payment.ts'
import { toIncomingPayment } from './incoming-payment-data.ts'
import { isOpen } from './incoming-payment-machine.ts'
import type { IncomingRecord } from './incoming-payment-store.ts'

/** Makes the STREAM credentials of a payment: new ones each time. */
export interface CredentialIssuer {
  /** To be awaited before the first payment of a tenant gets credentials. */
  prepare(tenantId: TenantId): Promise<void>
  issue(payment: IncomingPayment): {
    readonly ilpAddress: string
    readonly sharedSecret: Uint8Array
  }
}

/** What making resources of records needs. */
export interface IncomingReadPorts {
  readonly ledger: Pick<PaymentLedger, 'balances'>
  readonly directory: Pick<Directory, 'asset'>
  readonly credentials: CredentialIssuer
}

/** What incoming payments need. */
export interface IncomingPaymentPorts extends CreateIncomingPorts, IncomingAdvancePorts {
  readonly directory: Pick<Directory, 'walletAddress' | 'asset'>
  readonly credentials: CredentialIssuer
  readonly store: Pick<PaymentStore, 'incoming' | 'partials'>
}

/** Incoming payments over a database. A resource of another tenant is unknown. */
export function createIncomingPayments(ports: IncomingPaymentPorts): IncomingPayments {
  const { postgres, store, clock, notices } = ports
  return {
    async create(input) {
      const created = await createIncomingPayment(ports, input)
      if (!('refusal' in created)) await ports.credentials.prepare(created.tenantId)
      return created
    },
    get: (id, tenantId) => readPayment(ports, id, tenantId),
    async list(query) {
      const page = await store.incoming.list(postgres, query)
      return { ...page, items: await toPayments(ports, page.items) }
    },
    complete: (id, tenantId) => complete(ports, id, tenantId),
    async update({ metadata, ...which }) {
      if (!isUuid(which.id)) return unknownPayment(which.id)
      const change = { ...which, metadata, nowMs: clock.now() }
      const record = await store.incoming.setMetadata(postgres, change)
      return record === undefined ? unknownPayment(which.id) : await toPayment(ports, record)
    },
    async decide(decision) {
      const { id, tenantId } = decision
      const before = await readPayment(ports, id, tenantId)
      if (before === undefined) return unknownPayment(id)
      const record = await store.incoming.decide(postgres, { ...decision, nowMs: clock.now() })
      if (record === undefined) {
        return before.state === 'PENDING'
          ? refuse('AlreadyActioned', 'the payment was approved or cancelled before')
          : refuse('WrongState', `the payment is ${before.state}`)
      }
      notices.incomingChanged(id)
      return await toPayment(ports, record)
    },
    async decidePartial({ id, tenantId, ...decision }) {
      const payment = await readPayment(ports, id, tenantId)
      if (payment === undefined || !isUuid(decision.partialId)) return unknownPayment(id)
      const isDecided = await store.partials.decide(postgres, { ...decision, paymentId: id })
      if (!isDecided) return refuse('AlreadyActioned', 'no such packet waits for a decision')
      notices.incomingChanged(decision.partialId)
      return true
    },
    async cutExpiry(cut) {
      const changed = await store.incoming.cutExpiry(postgres, cut)
      if (changed > 0) ports.onExpiry(cut.expiresAtMs)
    },
    credentials(payment) {
      const isTaking = isOpen(payment.state) && payment.cancelledAtMs === undefined
      return isTaking ? ports.credentials.issue(payment) : undefined
    },
  }
}

async function readPayment(
  ports: IncomingPaymentPorts,
  id: IncomingPaymentId,
  tenantId: TenantId | undefined,
): Promise<IncomingPayment | undefined> {
  const record = isUuid(id) ? await ports.store.incoming.read(ports.postgres, id) : undefined
  if (record === undefined || (tenantId ?? record.tenantId) !== record.tenantId) return undefined
  return await toPayment(ports, record)
}

async function complete(
  ports: IncomingPaymentPorts,
  id: IncomingPaymentId,
  tenantId: TenantId | undefined,
): Promise<IncomingPayment | Refused<IncomingPaymentRefusal>> {
  if (!isUuid(id)) return unknownPayment(id)
  const done = await ports.postgres.transaction(async (tx) => {
    const [record] = await ports.store.incoming.lock(tx, [id])
    if (record === undefined || (tenantId ?? record.tenantId) !== record.tenantId) {
      return unknownPayment(id)
    }
    if (!isOpen(record.state)) return refuse('WrongState', `the payment is ${record.state}`)
    const records = [record]
    const advanced = await advanceIncomingPayments(ports, tx, { records, type: 'complete' })
    await addEvents(ports.outbox, tx, advanced.events)
    return advanced
  })
  if ('refusal' in done) return done
  done.committed()
  const [record] = done.records
  return record === undefined ? unknownPayment(id) : await toPayment(ports, record)
}

async function toPayment(
  ports: IncomingPaymentPorts,
  record: IncomingRecord,
): Promise<IncomingPayment> {
  const [payment] = await toPayments(ports, [record])
  if (payment === undefined) throw new Error('one record made no payment')
  return payment
}

/** The resources of records: their assets, and what the ledger credited to them. */
export async function toPayments(
  ports: IncomingReadPorts,
  records: readonly IncomingRecord[],
): Promise<readonly IncomingPayment[]> {
  if (records.length === 0) return []
  const received = await readReceived(ports.ledger, records)
  return await Promise.all(
    records.map(async (record) => {
      const asset = await knownAsset(ports.directory, record)
      await ports.credentials.prepare(record.tenantId)
      return toIncomingPayment(record, { asset, receivedAmount: received.get(record.id) ?? 0n })
    }),
  )
}

async function knownAsset(
  directory: Pick<Directory, 'asset'>,
  { id, assetId }: IncomingRecord,
): Promise<Asset> {
  const asset = await directory.asset(assetId)
  if (asset === undefined) throw new Error(`payment ${id} is of an asset that is gone: ${assetId}`)
  return asset
}

function unknownPayment(id: string): Refused<'UnknownPayment'> {
  return refuse('UnknownPayment', `there is no incoming payment ${id}`)
}
