import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AskAdapter, AskOther, OtherAnswer, OtherValue } from '@kivuko/adapter'
import { createFakeClock } from '@kivuko/clock'
import { silentLog } from '@kivuko/log'
import { createMetrics } from '@kivuko/metrics'
import { collectLog } from '@kivuko/testing'
import { createRateBoard } from './rate-board.ts'
import { createRatesServer } from './rates-server.ts'

/** A Friday, an hour before the markets close. */
const fridayMs = Date.UTC(2026, 10, 20, 20)

const hourMs = 3_600_000

const markets = { 'EUR/USD': ['one', 'two'], 'USD/KES': ['one'], 'XAU/CHF': ['one'] }

/** A board whose adapters say what `prices` has, as told at that moment. */
async function startBoard(
  config: object = {},
  prices: Record<string, number> = {},
  refreshMs = 1_000,
) {
  const clock = createFakeClock(fridayMs)
  const metrics = createMetrics()
  const { log, lines } = collectLog()
  const told: Record<string, number> = {
    'one EUR/USD': 1.25,
    'two EUR/USD': 1.25,
    'one USD/KES': 128,
    'one XAU/CHF': 3_000,
    ...prices,
  }
  const adapter =
    (name: string) =>
    async ({ data }: AskOther): Promise<OtherAnswer> => {
      const result = told[`${name} ${String(data['base'])}/${String(data['quote'])}`]
      if (result === undefined) return { failure: { statusCode: 502, message: 'down' } }
      return { value: { result, data: {}, at: clock.now() } }
    }
  const options = { clock, log, metrics, config: { markets, pivots: ['USD'], ...config }, adapter }
  const board = createRateBoard({ ...options, followsAssets: true, refreshMs })
  const server = createRatesServer({ clock, log: silentLog, metrics, board })
  await clock.advance(0)
  return {
    board,
    clock,
    told,
    lines,
    metrics: () => metrics.render(),
    get: async (base: string) => {
      const answer = await server.app.inject({ url: `/rates?base=${encodeURIComponent(base)}` })
      return { status: answer.statusCode, ...answer.json() }
    },
    [Symbol.asyncDispose]: async () => {
      await board[Symbol.asyncDispose]()
      await server[Symbol.asyncDispose]()
    },
  }
}

test('until somebody says which assets there are, they are those of the markets', async () => {
  await using rates = await startBoard()
  assert.deepEqual((await rates.get('EUR')).rates, { USD: 1.25, KES: 160 })
  assert.deepEqual((await rates.get('XAU')).rates, { CHF: 3_000 })
  assert.deepEqual((await rates.get('XAU')).meta.omitted, {
    EUR: 'unrouted',
    USD: 'unrouted',
    KES: 'unrouted',
  })
})

test("rates of the node's assets are looked after, and the node may get others", async () => {
  await using rates = await startBoard()
  const shown = () => rates.metrics().match(/(?<=kivuko_rate_adapters\{pair=")[^"]+(?="\} \d)/g)
  rates.board.setAssets(['USD', 'USD'])
  assert.deepEqual(shown(), ['EUR/USD', 'USD/KES'])
  rates.board.setAssets(['CHF'])
  assert.deepEqual(shown(), ['XAU/CHF'])
  rates.board.setAssets(['KES', 'USD', 'XAU'])
  assert.deepEqual(shown(), ['EUR/USD', 'EUR/KES', 'USD/KES', 'XAU/CHF'])
  delete rates.told['one XAU/CHF']
  await rates.clock.advance(120_000)
  assert.deepEqual(rates.board.omitted(), ['XAU/CHF (stale)'])
  rates.board.setAssets(['KES', 'USD'])
  assert.deepEqual(rates.board.omitted(), [])
  rates.board.setAssets([])
  assert.equal(shown(), null)
})

test('from an asset of the node there are rates to those of other nodes, and back', async () => {
  await using rates = await startBoard()
  rates.board.setAssets(['USD'])
  assert.deepEqual((await rates.get('USD')).rates, { EUR: 0.8, KES: 128 })
  assert.deepEqual((await rates.get('KES')).rates, { EUR: 0.00625, USD: 0.0078125 })
})

test('assets that no market leads to are left out, and logged once', async () => {
  await using rates = await startBoard()
  rates.board.setAssets(['EUR', 'USD', 'POINTS', 'CHF', 'A/B'])
  const { rates: table, meta } = await rates.get('EUR')
  assert.deepEqual(table, { USD: 1.25, KES: 160 })
  assert.deepEqual(meta.omitted, { CHF: 'unrouted', 'A/B': 'unrouted', POINTS: 'unrouted' })
  for (const base of ['POINTS', 'A/B']) assert.equal((await rates.get(base)).status, 404)
  assert.deepEqual(rates.board.omitted(), [])
  assert.match(rates.metrics(), /kivuko_rates_omitted\{reason="unrouted"\} 4/)
  rates.board.setAssets(['EUR', 'USD', 'POINTS', 'CHF', 'A/B', 'KES'])
  rates.board.setAssets(['EUR', 'USD', 'POINTS', 'CHF', 'A/B', 'KES', 'MILES'])
  const warned = rates.lines.filter(({ level }) => level === 'warn')
  assert.deepEqual(
    warned.map(({ fields }) => fields['unrouted']),
    [['A/B', 'POINTS', 'EUR/CHF', 'USD/CHF'], ['KES/CHF'], ['MILES']],
  )
})

test('no more than a hundred strange assets are named', async () => {
  await using rates = await startBoard()
  const strange = Array.from({ length: 1_000 }, (_, index) => `S${index}`)
  rates.board.setAssets(['EUR', 'USD', ...strange])
  assert.equal(Object.keys((await rates.get('EUR')).meta.omitted).length, 100)
  assert.match(rates.metrics(), /kivuko_rates_omitted\{reason="unrouted"\} 1000/)
})

test('a configuration that names its assets has the last word', async () => {
  await using rates = await startBoard({ assets: ['EUR', 'USD'] })
  rates.board.setAssets(['EUR', 'USD', 'KES'])
  assert.deepEqual((await rates.get('EUR')).rates, { USD: 1.25 })
  assert.equal((await rates.get('KES')).status, 404)
})

test('while its market is closed the last price stays, and no longer', async () => {
  const closed = { 'Fri 21:00 - Sun 22:00': ['EUR/USD'] }
  await using rates = await startBoard({ closed }, {}, 30_000)
  const has = async () => Object.keys((await rates.get('USD')).rates ?? {})
  await rates.clock.advance(hourMs)
  for (const name of Object.keys(rates.told)) delete rates.told[name]
  await rates.clock.advance(hourMs)
  assert.deepEqual(await has(), ['EUR'])
  await rates.clock.advance(47 * hourMs + 58 * 60_000)
  assert.deepEqual(await has(), ['EUR'])
  await rates.clock.advance(4 * 60_000)
  assert.deepEqual(await has(), [])
})

test('logs once that a market has lost its price, why, and that it is back', async () => {
  await using rates = await startBoard()
  const said = () =>
    rates.lines.flatMap(({ message, fields }) =>
      message.startsWith('a market') ? [[fields['market'], fields['reason']]] : [],
    )
  await rates.clock.advance(10_000)
  assert.deepEqual(said(), [])
  rates.told['two EUR/USD'] = 9
  delete rates.told['one USD/KES']
  await rates.clock.advance(120_000)
  const lost = [
    ['EUR/USD', 'disputed'],
    ['USD/KES', 'stale'],
  ]
  assert.deepEqual(said(), lost)
  rates.told['two EUR/USD'] = 1.25
  await rates.clock.advance(60_000)
  assert.deepEqual(said(), [...lost, ['EUR/USD', undefined]])
})

test('shows which adapters are believed', async () => {
  const prices = { 'one EUR/USD': 1.25, 'two EUR/USD': 1.26 }
  await using rates = await startBoard({ outlierBasisPoints: 500 }, prices)
  const believed = (adapter: string) => {
    const form = `believed\\{adapter="${adapter}",market="EUR/USD"\\} (\\d)`
    return new RegExp(form).exec(rates.metrics())?.[1]
  }
  assert.deepEqual([believed('one'), believed('two')], ['1', '1'])
  delete rates.told['two EUR/USD']
  await rates.clock.advance(61_000)
  assert.deepEqual([believed('one'), believed('two')], ['1', '0'])
  rates.told['two EUR/USD'] = 2.5
  await rates.clock.advance(1_000)
  assert.deepEqual([believed('one'), believed('two')], ['0', '0'])
})

test('a price that moves in an adapter of this process is in the rates at once', async () => {
  const clock = createFakeClock(fridayMs)
  const heard = new Set<(value: OtherValue) => void>()
  const valueOf = (result: number): OtherValue => ({ result, data: {}, receivedAt: clock.now() })
  const ask: AskAdapter = Object.assign(async () => ({ value: valueOf(1.25) }), {
    watch: (_ask: AskOther, hear: (value: OtherValue) => void) => {
      heard.add(hear)
      return () => heard.delete(hear)
    },
  })
  const board = createRateBoard({
    clock,
    log: silentLog,
    metrics: createMetrics(),
    config: { markets: { 'EUR/USD': ['near'] } },
    adapter: () => ask,
    refreshMs: 60_000,
  })
  await clock.advance(0)
  const usd = () => board.rates('EUR')?.rates.get('USD')?.text
  assert.equal(usd(), '1.25')
  await clock.advance(100)
  for (const hear of heard) hear(valueOf(1.5))
  assert.equal(usd(), '1.5', 'Nobody was asked in between')
  await board[Symbol.asyncDispose]()
  assert.equal(heard.size, 0)
})
