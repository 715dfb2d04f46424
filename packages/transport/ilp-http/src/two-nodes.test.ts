import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { systemClock } from '@kivuko/clock'
import { createConnector } from '@kivuko/connector'
import type { Connector, InjectOutcome, OpenedPacket } from '@kivuko/connector'
import type { HttpServer } from '@kivuko/http'
import { encodeFulfill, encodePrepare, parseIlpAddress, viewReject } from '@kivuko/ilp'
import { assertInvariants, createBooks, createMemoryLedger } from '@kivuko/ledger'
import type { AccountId, AccountKind, MemoryLedger, TransferId } from '@kivuko/ledger'
import { Secret, silentLog } from '@kivuko/log'
import { createMetrics } from '@kivuko/metrics'
import { systemRandom } from '@kivuko/random'
import { createFixedRateSource, createRates } from '@kivuko/rates'
import { createRoutes } from '@kivuko/routing'
import type { Routes } from '@kivuko/routing'
import { waitFor } from '@kivuko/testing'
import { createIlpHttpClient } from './ilp-http-client.ts'
import { createIlpHttpServer } from './ilp-http-server.ts'

const fulfillment = new Uint8Array(32).fill(1)
const condition = createHash('sha256').update(fulfillment).digest()
const fulfill = encodeFulfill({ fulfillment, data: Buffer.from('thanks') })

const usd = { code: 'USD', scale: 2, accountId: 'usd' as AccountId }
const eur = { code: 'EUR', scale: 2, accountId: 'eur' as AccountId }

/** A whole node but for its wallet addresses: one ledger in memory, one server. */
interface Node extends AsyncDisposable {
  readonly ledger: MemoryLedger
  readonly connector: Connector
  readonly routes: Routes
  readonly server: HttpServer
  readonly url: string
  /** What an account has been paid and has paid. */
  totals(name: string): Promise<{ readonly credits: bigint; readonly debits: bigint }>
}

async function startNode(address: string): Promise<Node> {
  const [clock, log, metrics] = [systemClock, silentLog, createMetrics()]
  const ledger = createMemoryLedger({ clock })
  await openAccounts(ledger)
  const books = createBooks({ store: ledger, clock, random: systemRandom, log, metrics })
  const source = createFixedRateSource({ base: 'USD', rates: { EUR: '0.8' } })
  const rates = createRates({ source, clock, log, metrics })
  const routes = createRoutes()
  const ownAddress = parseIlpAddress(address)
  const connector = createConnector({ ownAddress, routes, books, rates, clock, log, metrics })
  const authenticate = (token: string): string | undefined =>
    token === 'token' ? 'peer' : undefined
  const server = createIlpHttpServer({ connector, authenticate, clock, log, metrics })
  const port = await server.listen({ host: '127.0.0.1', port: 0 })
  return {
    ledger,
    connector,
    routes,
    server,
    url: `http://127.0.0.1:${port}`,
    totals: async (name) => {
      const balance = (await ledger.balances([name as AccountId])).get(name as AccountId)
      return { credits: balance?.creditsPosted ?? 0n, debits: balance?.debitsPosted ?? 0n }
    },
    [Symbol.asyncDispose]: async () => {
      await server.close({ graceMs: 1_000 })
      await books[Symbol.asyncDispose]()
    },
  }
}

const accounts: readonly (readonly [string, number, AccountKind, bigint])[] = [
  ['usd', 1, 'asset', 0n],
  ['wallet', 1, 'outgoing', 100_000n],
  ['peer', 1, 'peer', 100_000n],
  ['eur', 2, 'asset', 100_000n],
  ['invoice', 2, 'incoming', 0n],
]

async function openAccounts(ledger: MemoryLedger): Promise<void> {
  for (const [name, number, kind, amount] of accounts) {
    const [id, vault] = [name as AccountId, `vault ${number}` as AccountId]
    await ledger.createAccounts([
      { id: vault, ledger: number, kind: 'settlement' },
      { id, ledger: number, kind },
    ])
    if (amount === 0n) continue
    const transfer = `deposit to ${name}` as TransferId
    await ledger.apply([
      { kind: 'transfer', id: transfer, debitId: vault, creditId: id, amount, code: 'deposit' },
    ])
  }
}

interface Network extends AsyncDisposable {
  readonly sender: Node
  readonly receiver: Node
  /** Pays 100 of the sender's wallet to an invoice of the receiver. */
  pay(): Promise<InjectOutcome>
}

/** Two nodes that share USD; the receiver's invoice is in EUR. */
async function connect(receive: OpenedPacket['receive']): Promise<Network> {
  const sender = await startNode('test.sender')
  const receiver = await startNode('test.receiver')
  const client = createIlpHttpClient({ clock: systemClock })
  const party = { accountId: 'peer' as AccountId, asset: usd, tenantId: 'bank' }
  const endpoint = client.open({ url: receiver.url, token: new Secret('token') })
  const peer = { kind: 'remote', id: 'peer', ...party, endpoint } as const
  sender.connector.setPeer(peer)
  receiver.connector.setPeer(peer)
  sender.routes.setPeer({ id: 'peer', relation: 'peer', view: 'bank' })
  sender.routes.setRoutes({
    peerId: 'peer',
    source: 'static',
    routes: [{ prefix: 'test.receiver' }],
  })
  const invoice = { accountId: 'invoice' as AccountId, asset: eur, tenantId: 'bank', receive }
  receiver.connector.setPeer({ kind: 'local', id: 'in', receiver: { open: () => invoice } })
  receiver.routes.setPeer({ id: 'in', relation: 'local', view: 'bank', shared: true })
  receiver.routes.setRoutes({
    peerId: 'in',
    source: 'local',
    routes: [{ prefix: 'test.receiver' }],
  })
  const wallet = { ...party, accountId: 'wallet' as AccountId, id: 'wallet', probe: false }
  return {
    sender,
    receiver,
    pay: () =>
      new Promise((resolve) => {
        sender.connector.inject(wallet, prepare(), resolve)
      }),
    [Symbol.asyncDispose]: async () => {
      await receiver[Symbol.asyncDispose]()
      await endpoint[Symbol.asyncDispose]()
      await sender[Symbol.asyncDispose]()
    },
  }
}

function prepare(): Uint8Array {
  return encodePrepare({
    amount: 100n,
    expiresAtMs: Date.now() + 20_000,
    condition,
    destination: parseIlpAddress('test.receiver.invoice'),
    data: Buffer.alloc(200),
  })
}

test('packets of one node pay an invoice of another in its currency, to the unit', async () => {
  await using network = await connect((_prepare, done) => done(fulfill))
  const { sender, receiver } = network
  const outcomes = await Promise.all(Array.from({ length: 200 }, network.pay))
  assert.ok(
    outcomes.every(({ kind, bytes }) => kind === 'reply' && Buffer.compare(bytes, fulfill) === 0),
  )
  assert.deepEqual(await sender.totals('wallet'), { credits: 100_000n, debits: 20_000n })
  assert.deepEqual(await sender.totals('peer'), { credits: 120_000n, debits: 0n })
  assert.deepEqual(await receiver.totals('peer'), { credits: 100_000n, debits: 20_000n })
  assert.deepEqual(await receiver.totals('usd'), { credits: 20_000n, debits: 0n })
  assert.deepEqual(await receiver.totals('eur'), { credits: 100_000n, debits: 16_000n })
  assert.deepEqual(await receiver.totals('invoice'), { credits: 16_000n, debits: 0n })
  await assertInvariants(sender.ledger)
  await assertInvariants(receiver.ledger)
  assert.deepEqual(sender.connector.counts(), { openSlots: 0, holdingSlots: 0 })
})

test('a node that is gone is unreachable for now, and nothing is paid', async () => {
  await using network = await connect((_prepare, done) => done(fulfill))
  await network.receiver.server.close({ graceMs: 0 })
  const { kind, bytes } = await network.pay()
  assert.equal(kind, 'reply')
  assert.equal(viewReject(bytes).code, 'T01')
  assert.equal((await network.sender.totals('wallet')).debits, 0n)
  const { ledger } = network.sender
  // Money is given back with the next flush; a crash before it is what recovery is for.
  await waitFor(async () => (await ledger.openPendings('wallet' as AccountId)).length === 0)
})

test('a node that goes with the packet leaves the sender uncertain, its money held', async () => {
  const server: { close?: () => void } = {}
  await using network = await connect(() => server.close?.())
  server.close = () => void network.receiver.server.close({ graceMs: 0 })
  const { kind, bytes } = await network.pay()
  assert.equal(kind, 'uncertain')
  assert.equal(viewReject(bytes).code, 'T01')
  const pendings = await network.sender.ledger.openPendings('wallet' as AccountId)
  assert.deepEqual(
    pendings.map(({ amount }) => amount),
    [100n],
  )
})
