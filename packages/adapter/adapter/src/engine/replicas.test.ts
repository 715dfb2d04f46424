import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createFakeClock } from '@kivuko/clock'
import type { SharedOutcome } from '../cache/entry.ts'
import {
  handSource,
  type MadeCall,
  resultOf,
  type Script,
  scriptedSource,
  testEngine,
  wanted,
} from './test-engine.ts'
import { testSharedStore } from './test-shared-cache.ts'

/** Three engines that share a store, and all the calls that they make. */
function replicas(script: Script = {}, options: Parameters<typeof testEngine>[1] = {}) {
  const clock = createFakeClock()
  const store = testSharedStore(clock)
  const sources = Array.from({ length: 3 }, () => scriptedSource(clock, script))
  const links = sources.map(() => store.connect())
  const engines = sources.map((source, index) =>
    testEngine(() => [source], { ...options, clock, shared: links[index] }),
  )
  const calls = (): MadeCall[] => sources.flatMap((source) => source.calls)
  return { calls, clock, engines, links, sources, store }
}

const badGateway = { failure: { statusCode: 502, message: 'It broke' } }

describe('replicas that share a cache', () => {
  for (const latencyMs of [50, 500, 1_600, 7_000]) {
    it(`ask once for what all of them are asked, and take ${latencyMs} ms`, async () => {
      const { calls, clock, engines } = replicas({ latencyMs })
      const startedMs = clock.now()
      let lastMs = 0
      const asked = engines.flatMap(({ ask }) =>
        Array.from({ length: 100 }, async () => {
          const answer = await ask('ETH')
          lastMs = clock.now() - startedMs
          return resultOf(answer)
        }),
      )
      await clock.advance(latencyMs + 100)
      assert.equal(new Set(await Promise.all(asked)).size, 1)
      assert.equal(calls().length, 1)
      assert.ok(lastMs <= latencyMs + 10, `${lastMs}`)
    })
  }

  it('hand errors over as they hand values over', async () => {
    const { calls, clock, engines } = replicas({ latencyMs: 300, tell: () => badGateway })
    const asked = engines.map(({ ask }) => ask('ETH'))
    await clock.advance(310)
    const results = (await Promise.all(asked)).map(resultOf)
    assert.deepEqual(results, [{ failed: 502 }, { failed: 502 }, { failed: 502 }])
    assert.equal(calls().length, 1)
  })

  it('answer from what another one has fetched before', async () => {
    const { calls, clock, engines } = replicas()
    await engines[0]!.timed('ETH')
    await clock.advance(100)
    const { answer, ms } = await engines[1]!.timed('ETH')
    assert.equal(typeof resultOf(answer), 'number')
    assert.ok(ms < 10)
    assert.equal(calls().length, 1)
  })

  it('keep a key fresh together, as one of them would alone', async () => {
    const { calls, clock, engines } = replicas()
    for (const { timed } of engines) await timed('ETH')
    await clock.advance(60_000)
    assert.ok(calls().length >= 28 && calls().length <= 33, `${calls().length}`)
    for (const { now } of engines) assert.notEqual(now('ETH', { maxAgeMs: 2_100 }), undefined)
  })

  it('keep nothing from each other that their own plan has no room for', async () => {
    const clock = createFakeClock()
    const store = testSharedStore(clock)
    const poor = testEngine((its) => [scriptedSource(its)], {
      clock,
      shared: store.connect(),
      plan: { perMinute: 1 },
    })
    const rich = testEngine((its) => [scriptedSource(its)], { clock, shared: store.connect() })
    await poor.timed('ETH')
    assert.deepEqual(resultOf((await poor.timed('BTC')).answer), { failed: 429 })
    const { answer, ms } = await rich.timed('BTC')
    assert.equal(typeof resultOf(answer), 'number')
    assert.ok(ms < 100, `${ms}`)
    assert.equal(resultOf((await poor.timed('BTC')).answer), resultOf(answer))
  })

  it('take over what a dead one had claimed', async () => {
    const { calls, clock, engines, links } = replicas(
      { latencyMs: 5_000 },
      { terms: { warm: false } },
    )
    const dying = engines[0]!.ask('ETH')
    await clock.advance(10)
    const asked = engines[1]!.ask('ETH')
    await clock.advance(2_000)
    links[0]!.kill()
    await clock.advance(9_000)
    assert.equal(typeof resultOf(await asked), 'number')
    assert.equal(calls().length, 2)
    assert.equal(typeof resultOf(await dying), 'number')
  })

  it('go on alone while the store is down, and together when it is back', async () => {
    const { calls, clock, engines, store } = replicas()
    store.isUp = false
    for (const { timed } of engines) {
      const { answer, ms } = await timed('ETH')
      assert.deepEqual([typeof resultOf(answer), ms], ['number', 20])
    }
    assert.equal(calls().length, 3)
    store.isUp = true
    const asked = engines.map(({ ask }) => ask('BTC'))
    await clock.advance(100)
    await Promise.all(asked)
    assert.equal(calls().filter(({ covers }) => covers[0]?.['base'] === 'BTC').length, 1)
  })

  it('answer what only a stream brings from what another one has heard', async () => {
    const clock = createFakeClock()
    const store = testSharedStore(clock)
    const [first, second] = [handSource(clock), handSource(clock)]
    const heard = testEngine(() => [first], { clock, shared: store.connect() })
    const deaf = testEngine(() => [second], { clock, shared: store.connect() })
    const asked = heard.ask('ETH')
    await clock.advance(30)
    first.tell(wanted('ETH').params, { value: { result: 7 } })
    assert.equal(resultOf(await asked), 7)
    await clock.advance(30)
    assert.equal(resultOf((await deaf.timed('ETH')).answer), 7)
  })

  it('tell the last of many values of a stream, and not all of them', async () => {
    const clock = createFakeClock()
    const store = testSharedStore(clock)
    const stream = handSource(clock)
    const { ask } = testEngine(() => [stream], { clock, shared: store.connect() })
    const told: unknown[] = []
    const hear = (_key: string, read: () => SharedOutcome | undefined): void => {
      const outcome = read()
      if (outcome !== undefined && 'entry' in outcome) told.push(outcome.entry.value.result)
    }
    store.connect().listen(hear, () => undefined)
    void ask('ETH')
    await clock.advance(30)
    for (let px = 1; px <= 100; px += 1) {
      stream.tell(wanted('ETH').params, { value: { result: px } })
      await clock.advance(10)
    }
    await clock.advance(300)
    assert.equal(told.at(-1), 100)
    assert.ok(told.length >= 4 && told.length <= 6, `${told.length}`)
    assert.equal(store.entries.get(wanted('ETH').key)?.value.result, 100)
  })

  it('ask again for who demands what is fresher than all have', async () => {
    const { calls, clock, engines } = replicas({}, { terms: { warm: false } })
    await engines[0]!.timed('ETH')
    await clock.advance(500)
    const { answer } = await engines[1]!.timed('ETH', { maxAgeMs: 400 })
    assert.ok('value' in answer && answer.ageMs <= 400)
    assert.equal(calls().length, 2)
    await engines[2]!.timed('ETH', { maxAgeMs: 400 })
    assert.equal(calls().length, 2)
  })
})
