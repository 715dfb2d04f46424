import { createHash } from 'node:crypto'
import { createFakeClock } from '@kivuko/clock'
import type { FakeClock } from '@kivuko/clock'
import { encodeFulfill, encodePrepare, parseIlpAddress, rejectBytes, viewReject } from '@kivuko/ilp'
import type { RejectCode } from '@kivuko/ilp'
import type { AccountId, Books } from '@kivuko/ledger'
import { silentLog } from '@kivuko/log'
import { createMetrics } from '@kivuko/metrics'
import type { Metrics } from '@kivuko/metrics'
import { createFixedRateSource, createRates } from '@kivuko/rates'
import type { Rates, RateSource } from '@kivuko/rates'
import { createRoutes } from '@kivuko/routing'
import type { Routes } from '@kivuko/routing'
import { createConnector } from './connector.ts'
import type { Connector, InjectOutcome } from './connector.ts'
import type { SendResult } from './endpoint.ts'
import type { LocalReceiver } from './local-receiver.ts'
import type { PeerLimits, RemotePeer } from './peer.ts'
import { createTestBooks } from './test-books.ts'
import type { TestBooks } from './test-books.ts'

export const startMs = Date.UTC(2030, 0, 1)
const fulfillment = new Uint8Array(32).fill(7)
export const condition = createHash('sha256').update(fulfillment).digest()

export const usd = { code: 'USD', scale: 2, accountId: account('usd') }
export const eur = { code: 'EUR', scale: 4, accountId: account('eur') }

/** A packet that an endpoint was given. */
export interface SentPacket {
  readonly to: string
  readonly bytes: Uint8Array
  readonly expiresAtMs: number
  readonly done: (result: SendResult) => void
}

/** A connector among peers whose replies the test gives. */
export interface Network<B extends Books = TestBooks> {
  readonly clock: FakeClock
  readonly books: B
  readonly routes: Routes
  readonly rates: Rates
  readonly metrics: Metrics
  readonly connector: Connector
  readonly sent: SentPacket[]
  /** Makes a peer with a route `test.<id>`; its account has the peer's name. */
  addPeer(id: string, asset: typeof usd, limits?: PeerLimits): void
  /** Makes a receiver with the route `test.self`. */
  addReceiver(receiver: LocalReceiver): void
  /** Sends a packet from a peer; the replies come as they do. */
  send(from: string, packet: PacketTerms): Replies
  /** Sends a packet from a sender in this node whose account is `wallet`. */
  inject(packet: PacketTerms & { probe?: boolean }): { readonly outcomes: InjectOutcome[] }
}

/** A network on books in memory. */
export interface TestNetwork extends Network {
  /** What a balance is now, by account name. */
  balance(name: string): bigint
}

export interface PacketTerms {
  readonly to: string
  readonly amount?: bigint
  readonly expiresInMs?: number
}

/** The replies to one packet: a correct connector gives one. */
export interface Replies {
  readonly replies: Uint8Array[]
}

export interface NetworkOptions {
  readonly balances?: Readonly<Record<string, bigint>>
  readonly rateSource?: RateSource
}

export function account(name: string): AccountId {
  return name as AccountId
}

export const fixedRates = createFixedRateSource({ base: 'USD', rates: { EUR: '0.9' } })

/** Builds a network on books in memory, without peers and rates. */
export function createNetwork({
  balances = {},
  rateSource = fixedRates,
}: NetworkOptions): TestNetwork {
  const opening = Object.entries(balances).map(([name, amount]) => [account(name), amount] as const)
  const books = createTestBooks(new Map(opening))
  const network = createNetworkOn({ clock: createFakeClock(startMs), books, rateSource })
  return { ...network, balance: (name) => books.balances.get(account(name)) ?? 0n }
}

/** Builds a network on any books. */
export function createNetworkOn<B extends Books>(on: {
  readonly clock: FakeClock
  readonly books: B
  readonly rateSource: RateSource
}): Network<B> {
  const { clock, books, rateSource } = on
  const routes = createRoutes()
  const metrics = createMetrics()
  const log = silentLog
  const rates = createRates({ source: rateSource, clock, log, metrics })
  const ownAddress = parseIlpAddress('test.self')
  const connector = createConnector({ ownAddress, routes, books, rates, clock, log, metrics })
  const sent: SentPacket[] = []
  return {
    clock,
    books,
    routes,
    rates,
    metrics,
    connector,
    sent,
    addPeer: (id, asset, limits) => {
      connector.setPeer(remotePeer(id, { asset, sent, ...(limits ? { limits } : {}) }))
      routes.setPeer({ id, relation: 'peer', view: 'bank' })
      routes.setRoutes({ peerId: id, source: 'static', routes: [{ prefix: `test.${id}` }] })
    },
    addReceiver: (receiver) => {
      connector.setPeer({ kind: 'local', id: 'receiver', receiver })
      routes.setPeer({ id: 'receiver', relation: 'local', view: 'bank', shared: true })
      routes.setRoutes({ peerId: 'receiver', source: 'local', routes: [{ prefix: 'test.self' }] })
    },
    send: (from, packet) => {
      const replies: Uint8Array[] = []
      connector.handle(from, prepareOf(clock, packet), (bytes) => replies.push(bytes))
      return { replies }
    },
    inject: ({ probe = false, ...packet }) => {
      const outcomes: InjectOutcome[] = []
      const wallet = {
        id: 'wallet',
        accountId: account('wallet'),
        asset: usd,
        tenantId: 'bank',
        probe,
      }
      connector.inject(wallet, prepareOf(clock, packet), (outcome) => outcomes.push(outcome))
      return { outcomes }
    },
  }
}

export function remotePeer(
  id: string,
  { asset, sent, limits }: { asset: typeof usd; sent: SentPacket[]; limits?: PeerLimits },
): RemotePeer {
  return {
    kind: 'remote',
    id,
    accountId: account(id),
    asset,
    tenantId: 'bank',
    endpoint: {
      send: (bytes, expiresAtMs, done) => sent.push({ to: id, bytes, expiresAtMs, done }),
    },
    ...(limits ? { limits } : {}),
  }
}

export function prepareOf(
  clock: FakeClock,
  { to, amount = 100n, expiresInMs = 20_000 }: PacketTerms,
): Uint8Array {
  return encodePrepare({
    amount,
    expiresAtMs: clock.now() + expiresInMs,
    condition,
    destination: parseIlpAddress(to),
    data: Buffer.from('for the receiver'),
  })
}

export const fulfill = encodeFulfill({ fulfillment, data: Buffer.from('thanks') })
export const wrongFulfill = encodeFulfill({
  fulfillment: new Uint8Array(32),
  data: new Uint8Array(0),
})

export function rejectFrom(code: RejectCode): Uint8Array {
  const triggeredBy = parseIlpAddress('test.other')
  return rejectBytes({ code, triggeredBy, message: 'theirs', data: Buffer.from('data') })
}

/** `fulfill`, or the code of the Reject and who triggered it. */
export function told(bytes: Uint8Array | undefined): string {
  if (bytes === undefined) return 'nothing'
  if (bytes[0] === 13) return 'fulfill'
  const { code, triggeredBy } = viewReject(bytes)
  return triggeredBy === 'test.self' ? code : `${code} by ${triggeredBy}`
}
