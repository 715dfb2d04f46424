import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFakeClock } from '@kivuko/clock'
import type { FakeClock } from '@kivuko/clock'
import { silentLog } from '@kivuko/log'
import { createMetrics } from '@kivuko/metrics'
import { convertFloor, ratioFromDecimal } from '@kivuko/money'
import type { RateRefusal, RateSource, RateTable } from './rate-source.ts'
import { createRates } from './rates.ts'
import type { Rates } from './rates.ts'

const usd = { code: 'USD', scale: 2 }
const eur = { code: 'EUR', scale: 4 }
const pair = { source: usd, destination: eur, tenantId: 'bank' }
const down: RateRefusal = { refusal: 'CouldNotFetchRates', detail: 'status 503' }

/** A source that answers when the test says so. */
interface Fixture {
  readonly clock: FakeClock
  readonly rates: Rates
  readonly loads: { readonly base: string; readonly tenantId: string }[]
  answer(answer: RateTable | RateRefusal | Error): Promise<void>
}

function setUp(): Fixture {
  const clock = createFakeClock()
  const loads: Fixture['loads'] = []
  const waiting: ((answer: RateTable | RateRefusal | Error) => void)[] = []
  const source: RateSource = {
    load: (base, tenantId) =>
      new Promise((resolve, reject) => {
        loads.push({ base, tenantId })
        waiting.push((answer) => (answer instanceof Error ? reject(answer) : resolve(answer)))
      }),
  }
  const rates = createRates({ source, clock, log: silentLog, metrics: createMetrics() })
  const answer: Fixture['answer'] = async (value) => {
    const next = waiting.shift()
    assert.ok(next, 'nobody asked for rates')
    next(value)
    await clock.advance(0)
  }
  return { clock, rates, loads, answer }
}

function table(eurPerUsd: string): RateTable {
  const rate = ratioFromDecimal(eurPerUsd)
  assert.ok(rate)
  return { base: 'USD', rates: new Map([['EUR', rate]]) }
}

async function setUpLoaded(): Promise<Fixture> {
  const fixture = setUp()
  const loading = fixture.rates.ratio(pair)
  await fixture.answer(table('0.9'))
  await loading
  return fixture
}

test('one currency in two scales needs no source', async () => {
  const { rates, loads } = setUp()
  const up = { source: usd, destination: { code: 'USD', scale: 9 }, tenantId: 'bank' }
  const back = { source: { code: 'USD', scale: 9 }, destination: usd, tenantId: 'bank' }
  assert.deepEqual(rates.ratioNow(up), { num: 10_000_000n, den: 1n })
  assert.deepEqual(await rates.ratio(back), { num: 1n, den: 10_000_000n })
  assert.deepEqual(loads, [])
})

test('loads once for all who ask meanwhile, then answers at once', async () => {
  const { rates, loads, answer } = setUp()
  assert.equal(rates.ratioNow(pair), undefined)
  const both = Promise.all([
    rates.ratio(pair),
    rates.ratio({ ...pair, destination: usd }),
    rates.ratio(pair),
  ])
  await answer(table('0.9'))
  const [first, same, third] = await both
  assert.deepEqual(first, { num: 90n, den: 1n })
  assert.deepEqual(same, { num: 1n, den: 1n })
  assert.deepEqual(third, first)
  assert.deepEqual(rates.ratioNow(pair), first)
  assert.equal(convertFloor(1_000n, { num: 90n, den: 1n }), 90_000n)
  assert.deepEqual(loads, [{ base: 'USD', tenantId: 'bank' }])
})

test('keeps the rates of tenants apart', async () => {
  const { rates, loads } = await setUpLoaded()
  assert.equal(rates.ratioNow({ ...pair, tenantId: 'other' }), undefined)
  void rates.ratio({ ...pair, tenantId: 'other' })
  assert.deepEqual(loads.at(-1), { base: 'USD', tenantId: 'other' })
})

test('refreshes behind the caller in the last third of the lifetime', async () => {
  const { clock, rates, loads, answer } = await setUpLoaded()
  await clock.advance(9_999)
  assert.ok(rates.ratioNow(pair))
  assert.equal(loads.length, 1)
  await clock.advance(1)
  assert.deepEqual(rates.ratioNow(pair), { num: 90n, den: 1n })
  rates.ratioNow(pair)
  assert.equal(loads.length, 2)
  await answer(table('0.8'))
  assert.deepEqual(rates.ratioNow(pair), { num: 80n, den: 1n })
})

test('serves the old rates while a refresh fails, until their lifetime is over', async () => {
  const { clock, rates, loads, answer } = await setUpLoaded()
  await clock.advance(10_000)
  rates.ratioNow(pair)
  await answer(down)
  await clock.advance(4_999)
  assert.ok(rates.ratioNow(pair))
  await answer(down)
  await clock.advance(1)
  assert.equal(rates.ratioNow(pair), undefined)
  assert.deepEqual(await rates.ratio(pair), down)
  await clock.advance(999)
  const asked = rates.ratio(pair)
  await answer(table('0.7'))
  assert.deepEqual(await asked, { num: 70n, den: 1n })
  assert.equal(loads.length, 4)
})

test('leaves a failing source alone for a second', async () => {
  const { clock, rates, loads, answer } = setUp()
  const first = rates.ratio(pair)
  await answer(down)
  assert.deepEqual(await first, down)
  await clock.advance(999)
  assert.deepEqual(await rates.ratio(pair), down)
  assert.equal(loads.length, 1)
  await clock.advance(1)
  void rates.ratio(pair)
  assert.equal(loads.length, 2)
})

test('a currency without a price is refused by name', async () => {
  const { rates } = await setUpLoaded()
  const toXrp = { ...pair, destination: { code: 'XRP', scale: 6 } }
  assert.equal(rates.ratioNow(toXrp), undefined)
  const answer = await rates.ratio(toXrp)
  assert.equal('refusal' in answer && answer.refusal, 'InvalidDestinationPrice')
})

test('throws what the source throws to those who wait, and never behind a caller', async () => {
  const { clock, rates, answer } = setUp()
  const asked = rates.ratio(pair)
  const rejected = assert.rejects(asked, { message: 'bug' })
  await answer(new Error('bug'))
  await rejected
  const again = rates.ratio(pair)
  await answer(table('0.9'))
  await again
  await clock.advance(12_000)
  assert.ok(rates.ratioNow(pair))
  await answer(new Error('bug'))
  assert.ok(rates.ratioNow(pair))
})

test('a table that does not hold any more is given up before its lifetime is over', async () => {
  const { rates, loads, answer } = setUp()
  let holds = true
  const loading = rates.ratio(pair)
  await answer({ ...table('0.9'), holds: () => holds })
  await loading
  assert.ok(rates.ratioNow(pair))
  holds = false
  assert.equal(rates.ratioNow(pair), undefined)
  const again = rates.ratio(pair)
  await answer(table('0.8'))
  assert.deepEqual(await again, { num: 80n, den: 1n })
  assert.equal(loads.length, 2)
})

test('what does not hold any more is not used, even when nothing takes its place', async () => {
  const { clock, rates, answer } = setUp()
  let holds = true
  const loading = rates.ratio(pair)
  await answer({ ...table('0.9'), holds: () => holds })
  await loading
  holds = false
  const refused = rates.ratio(pair)
  await answer(down)
  assert.deepEqual(await refused, down)
  holds = true
  assert.deepEqual(await rates.ratio(pair), down)
  await clock.advance(1_000)
  const back = rates.ratio(pair)
  await answer(table('0.9'))
  assert.deepEqual(await back, { num: 90n, den: 1n })
})
