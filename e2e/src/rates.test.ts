import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type RunningProgram, startProgram, waitFor } from '@kivuko/testing'
import { openFolder } from './test-folder.ts'
import { kivukoProgram, programEnvironment, startTestNode, type TestNode } from './test-node.ts'
import { amountOf, createAsset, createQuote, createReceiver, createWallet } from './test-objects.ts'
import { findPorts } from './test-ports.ts'
import { type AdapterDouble, startAdapterDouble, writeRatesConfig } from './test-rates.ts'

const made = { markets: { 'EUR/USD': ['one'], 'USD/KES': ['one'] }, pivots: ['USD'] }

/** Nobody listens there. */
const webhooks = { WEBHOOK_URL: 'http://127.0.0.1:9/webhooks' }

/** A change has to be seen within seconds; a slow machine has longer. */
const seen = (what: string) => ({ what, timeoutMs: 60_000, intervalMs: 100 })

/** Makes an asset and a wallet address in it. */
async function openAccount({ admin, walletAddress }: TestNode, code: string) {
  const address = walletAddress(code.toLowerCase())
  const id = await createWallet(admin, { assetId: await createAsset(admin, { code }), address })
  return { id, address }
}

/** What 100.00 of one account come to in another's currency. */
async function quoted(
  { admin }: TestNode,
  from: { readonly id: string; readonly code: string },
  to: string,
): Promise<string> {
  const receiver = await createReceiver(admin, { walletAddressUrl: to })
  const debitAmount = amountOf(10_000, from.code)
  const quote = await createQuote(admin, { walletAddressId: from.id, receiver, debitAmount })
  return quote.receiveAmount.value
}

describe('a node and `kivuko rates`, each following the other', () => {
  const opened = new AsyncDisposableStack()
  let adapter: AdapterDouble
  let node: TestNode
  let rates: RunningProgram
  let ratesUrl: string

  before(async () => {
    const folder = opened.use(await openFolder()).path
    adapter = opened.use(await startAdapterDouble({ 'EUR/USD': 1.25, 'USD/KES': 128 }))
    const [port = 0] = await findPorts(1)
    ratesUrl = `http://127.0.0.1:${port}/rates`
    node = opened.use(
      await startTestNode({
        folder,
        name: 'node',
        settings: { ...webhooks, EXCHANGE_RATES_URL: ratesUrl, EXCHANGE_RATES_LIFETIME: '100' },
      }),
    )
    const { ADMIN_API_SECRET, OPERATOR_TENANT_ID } = node.settings
    rates = opened.use(
      await startProgram({
        folder,
        program: {
          name: 'rates',
          args: [kivukoProgram, 'rates'],
          env: programEnvironment({
            RATES_CONFIG: await writeRatesConfig(folder, { adapter, ...made }),
            RATES_PORT: String(port),
            RATES_REFRESH: '100',
            RATES_MAX_AGE: '1000',
            NODE_ADMIN_URL: `${node.urls.ADMIN_PORT}/graphql`,
            ...(ADMIN_API_SECRET !== undefined && { ADMIN_API_SECRET }),
            ...(OPERATOR_TENANT_ID !== undefined && { OPERATOR_TENANT_ID }),
          }),
        },
      }),
    )
    await rates.ready(`http://127.0.0.1:${port}/readyz`)
  })
  after(() => opened.disposeAsync())

  /** What is answered for a base: the rates, or the status of an error. */
  const ask = async (base: string): Promise<unknown> => {
    const answer = await fetch(`${ratesUrl}?base=${base}`)
    const body = (await answer.json()) as { rates?: unknown }
    return answer.status === 200 ? body.rates : answer.status
  }
  const until = (base: string, expected: unknown) =>
    waitFor(
      async () => JSON.stringify(await ask(base)) === JSON.stringify(expected),
      seen(`${base} to be ${JSON.stringify(expected)}`),
    )

  /** The pairs that are looked after, in order. */
  const pairs = async (): Promise<string> => {
    const metrics = await (await fetch(new URL('/metrics', ratesUrl))).text()
    return (metrics.match(/(?<=kivuko_rate_adapters\{pair=")[^"]+(?="\} \d)/g) ?? []).join(' ')
  }
  const pairsAre = (expected: string) =>
    waitFor(async () => (await pairs()) === expected, seen(`the pairs to be "${expected}"`))

  test('the node quotes at its rates, and soon at others when they move', async () => {
    assert.equal(await pairs(), '')
    const eur = await openAccount(node, 'EUR')
    const usd = await openAccount(node, 'USD')
    await until('EUR', { USD: 1.25, KES: 160 })
    const asked = async () => await quoted(node, { ...eur, code: 'EUR' }, usd.address)
    assert.equal(await waitFor(asked, seen('a quote')), '12500')
    adapter.prices['EUR/USD'] = 1.5
    await waitFor(async () => (await asked()) === '15000', seen('a quote at the new rate'))
  })

  test('assets of the node are looked after; one without a market is named', async () => {
    await pairsAre('EUR/USD EUR/KES USD/KES')
    await createAsset(node.admin, { code: 'POINTS' })
    const omitted = async () => {
      const answer = await fetch(`${ratesUrl}?base=USD`)
      return ((await answer.json()) as { meta: { omitted: object } }).meta.omitted
    }
    const named = JSON.stringify({ POINTS: 'unrouted' })
    await waitFor(async () => JSON.stringify(await omitted()) === named, seen('POINTS to be named'))
    assert.equal(await ask('POINTS'), 404)
    assert.match(await rates.output(), /"unrouted":\["POINTS"/)
  })

  test('what the adapter tells no more is left out, and comes back by itself', async () => {
    adapter.setDown(true)
    await waitFor(async () => (await ask('USD')) === 503, seen('all rates to be stale'))
    adapter.setDown(false)
    await waitFor(async () => typeof (await ask('USD')) === 'object', seen('rates to be back'))
    assert.equal((await rates.stop()).code, 0)
  })
})

describe('a node that makes its rates itself', () => {
  const opened = new AsyncDisposableStack()
  let adapter: AdapterDouble
  let node: TestNode

  before(async () => {
    const folder = opened.use(await openFolder()).path
    adapter = opened.use(await startAdapterDouble({ 'EUR/USD': 1.25, 'USD/KES': 128 }))
    node = opened.use(
      await startTestNode({
        folder,
        name: 'node',
        settings: {
          ...webhooks,
          RATES_CONFIG: await writeRatesConfig(folder, { adapter, ...made }),
          RATES_REFRESH: '100',
          // Of no use to whoever waits for it to end.
          EXCHANGE_RATES_LIFETIME: '3600000',
        },
      }),
    )
  })
  after(() => opened.disposeAsync())

  test('quotes follow a rate that moves, and new assets have rates at once', async () => {
    const eur = { ...(await openAccount(node, 'EUR')), code: 'EUR' }
    const usd = await openAccount(node, 'USD')
    const comesTo = (to: string, expected: string) =>
      waitFor(
        async () => (await quoted(node, eur, to)) === expected,
        seen(`${expected} for 100.00`),
      )
    await comesTo(usd.address, '12500')
    adapter.prices['EUR/USD'] = 1.5
    await comesTo(usd.address, '15000')
    const kes = await openAccount(node, 'KES')
    assert.equal(await quoted(node, eur, kes.address), '1920000')
    const shows = async () => (await fetch(`${node.urls.ADMIN_PORT}/metrics`)).text()
    assert.match(await shows(), /kivuko_rate_adapters\{pair="EUR\/KES"\} 1/)
    await createAsset(node.admin, { code: 'POINTS' })
    await waitFor(
      async () => /kivuko_rates_omitted\{reason="unrouted"\} 1/.test(await shows()),
      seen('POINTS to be counted'),
    )
  })
})
