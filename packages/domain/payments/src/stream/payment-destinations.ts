import type { Clock } from '@kivuko/clock'
import type { PacketAsset } from '@kivuko/connector'
import type { Asset, Directory, WalletAddressId } from '@kivuko/directory'
import type { AccountId, LedgerWriter } from '@kivuko/ledger'
import { isUuid } from '@kivuko/open-payments'
import type { Postgres } from '@kivuko/postgres'
import { isOpen } from '../incoming/incoming-payment-machine.ts'
import type { PaymentNotices } from '../payment-notices.ts'
import type { PaymentStore } from '../payment-store.ts'
import type { IncomingPaymentId } from '../resources.ts'

/** Payments that are remembered at most. */
const rememberedMax = 20_000

/** News of a change may get lost: after this time the row is read again. */
const believedMs = 5_000

/** Where the money of a connection goes. */
export interface PaymentDestination {
  readonly kind: 'incoming-payment' | 'wallet-address'
  readonly accountId: AccountId
  readonly asset: PacketAsset
  readonly tenantId: string
  /** Until when it takes money; 0: it does not. */
  readonly openUntilMs: number
}

/** Finds destinations by the tag of their connections: no query for each packet. */
export interface PaymentDestinations extends Disposable {
  /** At once when it is remembered; `undefined` when there is none of that tag. */
  find(tag: string): PaymentDestination | undefined | Promise<PaymentDestination | undefined>
}

interface Entry {
  readonly untilMs: number
  readonly destination: PaymentDestination | undefined
}

/** What destinations are read from. */
export interface DestinationPorts {
  readonly postgres: Postgres
  readonly store: Pick<PaymentStore, 'incoming'>
  readonly directory: Pick<Directory, 'asset' | 'walletAddress'>
  readonly ledger: Pick<LedgerWriter, 'createAccounts'>
  readonly notices: PaymentNotices
  readonly clock: Clock
}

/** Makes an empty memory that notices empty. */
export function createPaymentDestinations(ports: DestinationPorts): PaymentDestinations {
  const { clock, notices } = ports
  const entries = new Map<string, Entry>()
  const loading = new Map<string, Promise<PaymentDestination | undefined>>()

  const load = async (tag: string): Promise<PaymentDestination | undefined> => {
    const untilMs = clock.monotonicMs() + believedMs
    try {
      const destination = await read(ports, tag)
      // A change that was announced while this was read is not in it.
      if (loading.has(tag)) put(tag, { untilMs, destination })
      return destination
    } finally {
      loading.delete(tag)
    }
  }

  const put = (tag: string, entry: Entry): void => {
    const [oldest] = entries.keys()
    if (entries.size >= rememberedMax && oldest !== undefined) entries.delete(oldest)
    entries.set(tag, entry)
  }

  const share = (tag: string): Promise<PaymentDestination | undefined> => {
    const sharing = loading.get(tag)
    if (sharing !== undefined) return sharing
    const loaded = load(tag)
    loading.set(tag, loaded)
    return loaded
  }

  const listening = notices.onIncomingChanged((id) => {
    for (const memory of [entries, loading]) {
      if (id === undefined) memory.clear()
      else memory.delete(id)
    }
  })

  return {
    find(tag) {
      const entry = entries.get(tag)
      if (entry !== undefined && clock.monotonicMs() < entry.untilMs) return entry.destination
      return share(tag)
    },
    [Symbol.dispose]: () => listening[Symbol.dispose](),
  }
}

async function read(ports: DestinationPorts, tag: string): Promise<PaymentDestination | undefined> {
  if (!isUuid(tag)) return undefined
  return (await readPayment(ports, tag)) ?? (await readWalletAddress(ports, tag))
}

async function readPayment(
  { postgres, store, directory }: DestinationPorts,
  id: string,
): Promise<PaymentDestination | undefined> {
  // Only the id of a payment finds one.
  const record = await store.incoming.read(postgres, id as IncomingPaymentId)
  if (record === undefined) return undefined
  const asset = await directory.asset(record.assetId)
  if (asset === undefined) return undefined
  const isTaking = isOpen(record.state) && record.cancelledAtMs === undefined
  return {
    kind: 'incoming-payment',
    accountId: id as AccountId, // A payment's account has the payment's id.
    asset: packetAsset(asset),
    tenantId: record.tenantId,
    openUntilMs: isTaking ? record.expiresAtMs : 0,
  }
}

async function readWalletAddress(
  { directory, ledger, clock }: DestinationPorts,
  id: string,
): Promise<PaymentDestination | undefined> {
  // Only the id of a wallet address finds one.
  const wallet = await directory.walletAddress(id as WalletAddressId)
  if (wallet === undefined) return undefined
  const accountId = id as AccountId // A wallet address's account has its id.
  const { asset, tenantId, deactivatedAtMs } = wallet
  const signals = { credited: true }
  await ledger.createAccounts([
    { id: accountId, ledger: asset.ledger, kind: 'wallet-address', signals },
  ])
  const isActive = deactivatedAtMs === undefined || deactivatedAtMs > clock.now()
  const openUntilMs = isActive ? (deactivatedAtMs ?? Number.POSITIVE_INFINITY) : 0
  const packets = packetAsset(asset)
  return { kind: 'wallet-address', accountId, asset: packets, tenantId, openUntilMs }
}

function packetAsset({ accountId, code, scale }: Asset): PacketAsset {
  return { accountId, code, scale }
}
