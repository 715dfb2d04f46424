import type { Clock } from '@kivuko/clock'
import type { Directory, WalletAddress } from '@kivuko/directory'
import type { AccountId } from '@kivuko/ledger'
import { uint64Max } from '@kivuko/money'
import type { Postgres } from '@kivuko/postgres'
import type { Random } from '@kivuko/random'
import type { WebhookOutbox } from '@kivuko/webhooks'
import type { PaymentEvents } from '../events.ts'
import type { PaymentLedger } from '../payment-ledger.ts'
import type { PaymentSettings } from '../payment-settings.ts'
import type { PaymentStore } from '../payment-store.ts'
import type { IncomingPaymentRefusal, NewIncomingPayment, Refused } from '../payments.ts'
import { refuse } from '../refused.ts'
import type { IncomingPayment, IncomingPaymentId } from '../resources.ts'
import type { Approvals } from './approvals.ts'
import { incomingEvent, toIncomingPayment } from './incoming-payment-data.ts'
import type { IncomingRecord } from './incoming-payment-store.ts'

/** What making an incoming payment needs. */
export interface CreateIncomingPorts {
  readonly postgres: Postgres
  readonly store: Pick<PaymentStore, 'incoming'>
  readonly directory: Pick<Directory, 'walletAddress'>
  readonly ledger: PaymentLedger
  readonly outbox: WebhookOutbox
  readonly approvals: Approvals
  readonly clock: Clock
  readonly random: Random
  readonly events: PaymentEvents
  readonly settings: Pick<PaymentSettings, 'incomingExpiryMsMax'>
  /** Called with the time at which a new payment expires. */
  readonly onExpiry: (expiresAtMs: number) => void
}

/**
 * Makes an incoming payment, with its ledger account and its event, in one transaction. Where
 * payments have to be approved, waits for the ASE's answer.
 */
export async function createIncomingPayment(
  ports: CreateIncomingPorts,
  input: NewIncomingPayment,
): Promise<IncomingPayment | Refused<IncomingPaymentRefusal>> {
  const nowMs = ports.clock.now()
  const wallet = await ports.directory.walletAddress(input.walletAddressId)
  const refused = check(input, { wallet, nowMs, expiryMsMax: ports.settings.incomingExpiryMsMax })
  if (refused !== undefined) return refused
  if (wallet === undefined) return unknownWalletAddress(input.walletAddressId)
  const record = newRecord(input, { wallet, ports, nowMs })
  await insert(ports, { record, wallet })
  const payment = toIncomingPayment(record, { asset: wallet.asset, receivedAmount: 0n })
  ports.onExpiry(record.expiresAtMs)
  ports.events.incomingCreated(payment)
  return (await ports.approvals.refusal(record.id)) ?? payment
}

function check(
  input: NewIncomingPayment,
  at: { wallet: WalletAddress | undefined; nowMs: number; expiryMsMax: number },
): Refused<IncomingPaymentRefusal> | undefined {
  const { wallet, nowMs, expiryMsMax } = at
  if (wallet === undefined || (input.tenantId ?? wallet.tenantId) !== wallet.tenantId) {
    return unknownWalletAddress(input.walletAddressId)
  }
  if (wallet.deactivatedAtMs !== undefined && wallet.deactivatedAtMs <= nowMs) {
    return refuse('InactiveWalletAddress', 'the wallet address is not active')
  }
  const amount = input.incomingAmount
  if (amount !== undefined) {
    const { code, scale } = wallet.asset
    if (amount.code !== code || amount.scale !== scale) {
      return refuse('InvalidAmount', `the amount must be of ${code} with scale ${scale}`)
    }
    if (amount.value <= 0n || amount.value > uint64Max) {
      return refuse('InvalidAmount', 'the amount must be above 0 and fit 64 bits')
    }
  }
  const expiresAtMs = input.expiresAtMs ?? nowMs + expiryMsMax
  if (!(expiresAtMs > nowMs && expiresAtMs <= nowMs + expiryMsMax)) {
    return refuse('InvalidExpiry', `the expiry must be within ${expiryMsMax} ms from now`)
  }
  return undefined
}

function newRecord(
  input: NewIncomingPayment,
  { wallet, ports, nowMs }: { wallet: WalletAddress; ports: CreateIncomingPorts; nowMs: number },
): IncomingRecord {
  const { client, incomingAmount, metadata, senderWalletAddress } = input
  return {
    id: ports.random.uuid() as IncomingPaymentId, // A new id becomes this kind's here.
    tenantId: wallet.tenantId,
    walletAddressId: wallet.id,
    assetId: wallet.asset.id,
    unit: { code: wallet.asset.code, scale: wallet.asset.scale },
    ...(client !== undefined && { client }),
    initiatedBy: input.initiatedBy,
    ...(senderWalletAddress !== undefined && { senderWalletAddress }),
    state: 'PENDING',
    ...(incomingAmount !== undefined && { incomingAmount: incomingAmount.value }),
    offeredAmount: 0n,
    ...(metadata !== undefined && { metadata }),
    expiresAtMs: input.expiresAtMs ?? nowMs + ports.settings.incomingExpiryMsMax,
    createdAtMs: nowMs,
  }
}

async function insert(
  ports: CreateIncomingPorts,
  { record, wallet }: { record: IncomingRecord; wallet: WalletAddress },
): Promise<void> {
  const account = {
    id: record.id as string as AccountId, // A payment's account has the payment's id.
    ledger: wallet.asset.ledger,
    kind: 'incoming',
    signals: { credited: true },
  } as const
  const event = incomingEvent(record, {
    id: ports.random.uuid(),
    type: 'incoming_payment.created',
    receivedAmount: 0n,
  })
  await ports.postgres.transaction(async (tx) => {
    await ports.store.incoming.insert(tx, record)
    await ports.ledger.within(tx).createAccounts([account])
    await ports.outbox.add(tx, [event])
  })
}

function unknownWalletAddress(id: string): Refused<'UnknownWalletAddress'> {
  return refuse('UnknownWalletAddress', `there is no wallet address ${id}`)
}
