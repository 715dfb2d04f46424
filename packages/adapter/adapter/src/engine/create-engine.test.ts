import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  type HandSource,
  handSource,
  resultOf,
  scriptedSource,
  testEngine,
  wanted,
} from './test-engine.ts'
import type { ScriptedSource } from './test-engine.ts'

/** An engine over one scripted source. */
function pullEngine(
  script: Parameters<typeof scriptedSource>[1] = {},
  options: Parameters<typeof testEngine>[1] = {},
) {
  const sources: ScriptedSource[] = []
  const test = testEngine((clock) => {
    sources.push(scriptedSource(clock, script))
    return sources
  }, options)
  return { ...test, source: sources[0]!, calls: () => sources[0]!.calls }
}

const badGateway = { failure: { statusCode: 502, message: 'It broke' } }

describe('a request', () => {
  it('is answered the moment the provider has answered, and from memory from then on', async () => {
    const { calls, now, timed } = pullEngine()
    const { answer, ms } = await timed('ETH')
    assert.equal(ms, 20)
    assert.ok('value' in answer)
    assert.equal(answer.hit, false)
    const hit = now('ETH')
    assert.ok(hit !== undefined && 'value' in hit)
    assert.equal(hit.hit, true)
    assert.equal(hit.entry, answer.entry)
    assert.equal(calls().length, 1)
  })

  it('joins the call that others wait for, however many they are', async () => {
    const { ask, calls, clock } = pullEngine({ latencyMs: 1_600 })
    const asked = Array.from({ length: 500 }, () => ask('ETH'))
    await clock.advance(1_600)
    const results = new Set((await Promise.all(asked)).map(resultOf))
    assert.equal(results.size, 1)
    assert.equal(calls().length, 1)
  })

  it('is not given what is older than it demands', async () => {
    const { calls, clock, now, timed } = pullEngine({}, { terms: { warm: false } })
    await timed('ETH')
    await clock.advance(600)
    assert.notEqual(now('ETH', { maxAgeMs: 600 }), undefined)
    assert.equal(now('ETH', { maxAgeMs: 599 }), undefined)
    await timed('ETH', { maxAgeMs: 599 })
    assert.equal(calls().length, 2)
  })

  it('asks the provider each time when its age is negative', async () => {
    const { calls, timed } = pullEngine()
    await timed('ETH')
    await timed('ETH', { maxAgeMs: -1 })
    await timed('ETH', { maxAgeMs: -1 })
    assert.equal(calls().length, 3)
  })

  it('says for how long its value is kept', async () => {
    const { timed, now } = pullEngine()
    const { answer } = await timed('ETH', { maxAgeMs: 60_000, ttlMs: 60_000 })
    assert.ok('value' in answer)
    assert.equal(answer.ttlMs, 60_000)
    const hit = now('ETH')
    assert.ok(hit !== undefined && 'value' in hit)
    assert.equal(hit.ttlMs, 60_000)
  })

  it('of several keys at once is one call, where the source can', async () => {
    const { ask, calls, clock } = pullEngine({ perCall: 100 })
    const asked = ['ETH', 'BTC', 'LTC'].map((base) => ask(base))
    await clock.advance(20)
    await Promise.all(asked)
    assert.deepEqual(
      calls().map(({ covers }) => covers.length),
      [3],
    )
  })

  it('for the inverse pair divides in decimals', async () => {
    const { clock, engine } = pullEngine({ tell: () => ({ value: { result: 147.3 } }) })
    const asked = engine.get({ ...wanted('JPY'), inverse: true }, {})
    await clock.advance(20)
    const answer = await asked
    assert.equal(resultOf(answer), 0.006788866259334691)
    const again = engine.getNow({ ...wanted('JPY'), inverse: true }, {})
    assert.ok(again !== undefined && 'value' in answer)
    assert.equal(again.entry, answer.entry)
    assert.equal(resultOf(engine.getNow(wanted('JPY'), {})), 147.3)
  })
})

describe('an error', () => {
  it('is told to all who wait, at once, and again for a moment without a call', async () => {
    const { ask, calls, clock, timed } = pullEngine({ tell: () => badGateway })
    const others = [ask('ETH'), ask('ETH')]
    const { answer, ms } = await timed('ETH')
    assert.deepEqual([resultOf(answer), ms], [{ failed: 502 }, 20])
    assert.deepEqual((await Promise.all(others)).map(resultOf), [{ failed: 502 }, { failed: 502 }])
    await clock.advance(500)
    assert.deepEqual(resultOf(await ask('ETH')), { failed: 502 })
    assert.equal(calls().length, 1)
    await clock.advance(500)
    void ask('ETH')
    await clock.advance(20)
    assert.equal(calls().length, 2)
  })

  it('never takes the place of a good value', async () => {
    let broken = false
    const { calls, clock, now, timed } = pullEngine(
      { tell: () => (broken ? badGateway : { value: { result: 1 } }) },
      { terms: { serveStaleForMs: 60_000 } },
    )
    await timed('ETH')
    broken = true
    await clock.advance(10_000)
    assert.ok(calls().length > 1)
    const { answer } = await timed('ETH')
    assert.equal(resultOf(answer), 1)
    assert.equal(resultOf(now('ETH', { maxAgeMs: 5_000 })), undefined)
    const { answer: demanding } = await timed('ETH', { maxAgeMs: 5_000 })
    assert.deepEqual(resultOf(demanding), { failed: 502 })
  })

  it('that is long in coming stops no answer while there is an older value', async () => {
    let hangs = false
    const { calls, clock, timed } = pullEngine(
      { latencyMs: () => (hangs ? 3_600_000 : 20) },
      { terms: { serveStaleForMs: 600_000 }, limits: { callMsMax: 30_000 } },
    )
    const { answer: first } = await timed('ETH')
    hangs = true
    const endMs = clock.now() + 590_000
    while (clock.now() < endMs) {
      const { answer, ms } = await timed('ETH')
      assert.equal(resultOf(answer), resultOf(first))
      assert.ok(ms <= 1_000, `${ms}`)
      await clock.advance(1_000)
    }
    assert.ok(calls().length > 10, 'The provider is asked again and again')
    await clock.advance(60_000)
    hangs = false
    assert.ok(Number(resultOf((await timed('ETH')).answer)) > endMs)
  })

  it('of a key that was well is waited for with patience, and not beyond it', async () => {
    let hangs = false
    const { clock, timed } = pullEngine(
      { latencyMs: () => (hangs ? 3_600_000 : 20) },
      { terms: { serveStaleForMs: 600_000, warm: false }, limits: { callMsMax: 30_000 } },
    )
    const { answer: first } = await timed('ETH')
    await clock.advance(10_000)
    hangs = true
    const { answer, ms } = await timed('ETH')
    assert.deepEqual([resultOf(answer), ms], [resultOf(first), 10_000])
    const demanding = await timed('ETH', { maxAgeMs: 1_000 })
    assert.deepEqual([resultOf(demanding.answer), demanding.ms], [{ failed: 504 }, 20_000])
  })

  it('of a source is a failure too, and of a source that never ends', async () => {
    const broken = testEngine(() => [
      {
        kind: 'pull' as const,
        name: 'rest',
        plan: (covers) => [{ covers, cost: 1, run: () => Promise.reject(new Error('a bug')) }],
      },
    ])
    assert.deepEqual(resultOf((await broken.timed('ETH')).answer), { failed: 500 })
    const endless = testEngine(
      () => [
        {
          kind: 'pull' as const,
          name: 'rest',
          plan: (covers) => [{ covers, cost: 1, run: () => new Promise(() => {}) }],
        },
      ],
      { limits: { callMsMax: 2_000 } },
    )
    const { answer, ms } = await endless.timed('ETH')
    assert.deepEqual([resultOf(answer), ms], [{ failed: 504 }, 2_000])
  })
})

describe('a key that was asked for', () => {
  it('is kept fresh until its subscription ends', async () => {
    const { calls, clock, timed } = pullEngine({}, { terms: { subscriptionMs: 8_000 } })
    const startedMs = clock.now()
    await timed('ETH')
    await clock.advance(20_000)
    const seconds = calls().map(({ atMs }) => Math.round((atMs - startedMs) / 1_000))
    assert.deepEqual(seconds, [0, 2, 4, 6])
  })

  it('is always answered from memory while it is kept fresh', async () => {
    const { clock, now, timed } = pullEngine()
    await timed('ETH')
    for (let turn = 0; turn < 150; turn += 1) {
      await clock.advance(100)
      assert.notEqual(now('ETH'), undefined)
    }
  })

  it('is only asked for when it is wanted where warming is off', async () => {
    const { calls, clock, now, timed } = pullEngine({}, { terms: { warm: false } })
    await timed('ETH')
    await clock.advance(3_000)
    assert.equal(calls().length, 1)
    await clock.advance(1)
    assert.equal(now('ETH'), undefined)
  })

  it('is never asked for in a busy loop, however short its time is', async () => {
    const { calls, clock, timed } = pullEngine({ latencyMs: 1 }, { terms: { freshForMs: 0 } })
    await timed('ETH')
    await clock.advance(1_000)
    assert.ok(calls().length <= 11, `${calls().length}`)
  })

  it('is not kept fresh after so many failures in a row, unless that is switched off', async () => {
    for (const [unhealthyThreshold, expected] of [
      [3, 4],
      [-1, 7],
    ] as const) {
      let broken = false
      const { calls, clock, timed } = pullEngine(
        { tell: () => (broken ? badGateway : { value: { result: 1 } }) },
        { terms: { unhealthyThreshold } },
      )
      await timed('ETH')
      broken = true
      await clock.advance(65_000)
      assert.equal(calls().length, expected)
    }
  })

  it('is kept fresh again after so many failures once somebody asks for it', async () => {
    let broken = false
    const { calls, clock, now, timed } = pullEngine(
      { tell: (_params, at) => (broken ? badGateway : { value: { result: at } }) },
      { terms: { freshForMs: 1_000, ttlMs: 600_000 } },
    )
    await timed('ETH')
    broken = true
    await clock.advance(60_000)
    const given = calls().length
    // Its value is still good, and the provider is tried again, but not for every request.
    for (let turn = 0; turn < 100; turn += 1) {
      assert.notEqual(now('ETH'), undefined)
      await clock.advance(100)
    }
    assert.equal(calls().length, given + 2)
    broken = false
    const backMs = clock.now()
    await clock.advance(60_000)
    assert.equal(typeof resultOf(now('ETH')), 'number')
    await clock.advance(2_000)
    assert.ok(Number(resultOf(now('ETH'))) > backMs)
  })

  it('ages no other by being slow or broken', async () => {
    const { clock, now, timed } = pullEngine({
      latencyMs: ({ base }) => (base === 'SLOW' ? 30_000 : 20),
      tell: ({ base }, at) => (base === 'BAD' ? badGateway : { value: { result: at } }),
    })
    await timed('ETH')
    await timed('BAD')
    await timed('SLOW')
    for (let turn = 0; turn < 60; turn += 1) {
      await clock.advance(1_000)
      assert.ok(now('ETH', { maxAgeMs: 2_020 }) !== undefined)
    }
  })

  it('makes room for others when there are too many', async () => {
    const { calls, clock, engine, now, timed } = pullEngine(
      {},
      { itemsMax: 2, limits: { keysMax: 2 }, terms: { ttlMs: 60_000 } },
    )
    for (const base of ['A', 'B', 'C']) await timed(base)
    assert.equal(now('A'), undefined)
    assert.notEqual(now('C'), undefined)
    assert.equal(engine.status().keys, 2)
    await clock.advance(70_000)
    assert.equal(calls().filter(({ covers }) => covers[0]?.['base'] === 'A').length, 1)
  })
})

describe('a plan that is short', () => {
  it('stretches the times of all keys evenly', async () => {
    const { calls, clock, engine, timed } = pullEngine({}, { plan: { perMinute: 60 } })
    const bases = Array.from({ length: 20 }, (_, index) => `A${index}`)
    for (const base of bases) await timed(base)
    await clock.advance(60_000)
    const from = calls().length
    await clock.advance(120_000)
    const counts = bases.map((base) => {
      return calls()
        .slice(from)
        .filter(({ covers }) => covers[0]?.['base'] === base).length
    })
    assert.ok(Math.max(...counts) - Math.min(...counts) <= 1, counts.join())
    const total = counts.reduce((sum, count) => sum + count, 0)
    assert.ok(total >= 90 && total <= 120, `${total}`)
    assert.ok(engine.status().stretch > 10)
  })

  it('is not used up by refreshes all at once, where they are to be spread', async () => {
    const { ask, calls, clock } = pullEngine(
      {},
      { plan: { perMinute: 60 }, isSpaced: true, terms: { freshForMs: 1_000, ttlMs: 60_000 } },
    )
    const asked = Array.from({ length: 10 }, (_, index) => ask(`A${index}`))
    await clock.advance(20)
    await Promise.all(asked)
    assert.equal(calls().length, 10)
    await clock.advance(60_000)
    const times = calls()
      .slice(10)
      .map(({ atMs }) => atMs)
    assert.ok(times.length >= 40, `${times.length}`)
    for (const [index, atMs] of times.slice(1).entries()) {
      assert.ok(atMs - times[index]! >= 1_000)
    }
  })

  it('lets who waits go before what is only to be kept fresh', async () => {
    const { clock, timed } = pullEngine({}, { plan: { perSecond: 2 } })
    for (let index = 0; index < 30; index += 1) await timed(`A${index}`)
    await clock.advance(60_000)
    const { answer, ms } = await timed('NEW')
    assert.ok('value' in answer)
    assert.ok(ms <= 1_020, `${ms}`)
  })

  it('serves those whom it can in time, and refuses the others at once', async () => {
    const { ask, clock } = pullEngine({}, { plan: { perSecond: 5 } })
    const asked = Array.from({ length: 40 }, (_, index) => ask(`A${index}`))
    await clock.advance(10_000)
    const results = (await Promise.all(asked)).map(resultOf)
    assert.ok(results.every((result) => typeof result === 'number'))

    const hourly = pullEngine({}, { plan: { perHour: 1 } })
    await hourly.timed('ETH')
    const { answer, ms } = await hourly.timed('BTC')
    assert.deepEqual([resultOf(answer), ms], [{ failed: 429 }, 0])
    const later = await hourly.timed('BTC')
    assert.deepEqual([resultOf(later.answer), later.ms], [{ failed: 429 }, 0])
    assert.equal(typeof resultOf(hourly.now('ETH')), 'number')
  })

  it('keeps the pause that the provider asks for', async () => {
    let calls = 0
    const test = pullEngine({
      tell: (_params, nowMs) => {
        calls += 1
        if (calls > 1) return { value: { result: 1 } }
        return { failure: { statusCode: 429, message: 'Slowly', retryAtMs: nowMs + 5_000 } }
      },
    })
    await test.timed('ETH')
    const { answer, ms } = await test.timed('BTC')
    assert.equal(resultOf(answer), 1)
    assert.ok(ms >= 5_000, `${ms}`)
  })

  it('is asked again the moment that there may be room before the time that was said', async () => {
    let isOpen = false
    let open = (): void => {}
    const { ask, clock, timed } = pullEngine(
      {},
      {
        limiter: {
          take: async () => (isOpen ? { ok: true } : { ok: false, retryInMs: 3_600_000 }),
          pauseUntil: () => {},
          onRoom: (call) => {
            open = call
          },
          perSecondSustained: 1,
          costMax: 1,
        },
      },
    )
    const refused = ask('ETH')
    await clock.advance(10)
    assert.deepEqual(resultOf(await refused), { failed: 429 })
    isOpen = true
    assert.deepEqual(resultOf((await timed('BTC')).answer), { failed: 429 })
    open()
    assert.equal(typeof resultOf((await timed('BTC')).answer), 'number')
  })

  it('makes calls smaller until they fit', async () => {
    const { ask, calls, clock } = pullEngine(
      { perCall: 100, costOf: (covers) => covers.length },
      { plan: { perMinute: 10 } },
    )
    const asked = Array.from({ length: 16 }, (_, index) => ask(`A${index}`))
    await clock.advance(100)
    const answered = calls().reduce((sum, { cost }) => sum + cost, 0)
    assert.equal(answered, 10)
    await clock.advance(20_000)
    const results = (await Promise.all(asked)).map(resultOf)
    assert.equal(results.filter((result) => typeof result === 'number').length, 10)
  })

  it('keeps keys together that one call can answer for', async () => {
    const { calls, clock, timed } = pullEngine({ perCall: 50 }, { terms: { freshForMs: 2_000 } })
    await timed('ETH')
    await clock.advance(300)
    await timed('BTC')
    await clock.advance(60_000)
    const last = calls().slice(-10)
    assert.ok(last.every(({ covers }) => covers.length === 2))
    assert.ok(calls().length < 40, `${calls().length}`)
  })
})

describe('sources of an endpoint', () => {
  it('are asked one after the other when they fail', async () => {
    const { timed } = testEngine((clock) => [
      scriptedSource(clock, { name: 'first', tell: () => badGateway }),
      scriptedSource(clock, { name: 'second', tell: () => ({ value: { result: 2 } }) }),
    ])
    const { answer, ms } = await timed('ETH')
    assert.ok('value' in answer)
    assert.deepEqual([answer.value.result, answer.source, ms], [2, 'second', 40])
  })

  function pushAndPull(latencyMs = 20) {
    const made: { push?: HandSource; pull?: ScriptedSource } = {}
    const test = testEngine((clock) => {
      made.push = handSource(clock)
      made.pull = scriptedSource(clock, { latencyMs })
      return [made.push, made.pull]
    })
    return { ...test, push: made.push!, pull: made.pull! }
  }

  it('that are asked bring the first value, and rest while others tell by themselves', async () => {
    const { clock, now, pull, push, timed } = pushAndPull()
    await timed('ETH')
    assert.deepEqual(push.wanted, [wanted('ETH').params])
    push.live = true
    for (let turn = 0; turn < 30; turn += 1) {
      push.tell(wanted('ETH').params, { value: { result: turn } })
      await clock.advance(1_000)
    }
    assert.equal(pull.calls.length, 1)
    assert.equal(resultOf(now('ETH')), 29)
    push.live = false
    push.change()
    await clock.advance(2_100)
    assert.equal(pull.calls.length, 2)
  })

  it('that tell first answer who waits for another', async () => {
    const { ask, clock, push } = pushAndPull(5_000)
    const asked = ask('ETH')
    await clock.advance(10)
    push.tell({ quote: 'USD', base: 'ETH' }, { value: { result: 7 } })
    assert.equal(resultOf(await asked), 7)
  })

  it("never bring an older value than is there, by the provider's time", async () => {
    const { clock, now, push, timed } = pushAndPull()
    await timed('ETH')
    const at = clock.now()
    push.tell(wanted('ETH').params, { value: { result: 'new', at } })
    push.tell(wanted('ETH').params, { value: { result: 'old', at: at - 1 } })
    assert.equal(resultOf(now('ETH')), 'new')
  })

  it('that only tell are waited for, and their failure is told at once', async () => {
    const sources: HandSource[] = []
    const { ask, clock, timed } = testEngine((made) => {
      sources.push(handSource(made))
      return sources
    })
    const [push] = sources
    const asked = ask('ETH')
    await clock.advance(50)
    push!.tell(wanted('ETH').params, { failure: { statusCode: 502, message: 'Refused' } })
    assert.deepEqual(resultOf(await asked), { failed: 502 })
    await clock.advance(5_000)
    const { answer, ms } = await timed('BTC')
    assert.deepEqual([resultOf(answer), ms], [{ failed: 504 }, 10_000])
  })

  it('are told what nobody asks for any more', async () => {
    const { clock, push, timed } = pushAndPull()
    await timed('ETH')
    await clock.advance(121_000)
    assert.deepEqual(push.wanted, [])
    await timed('ETH')
    await clock.advance(30)
    assert.equal(push.wanted.length, 1)
  })
})

it('answers everybody who waits when it stops, and does nothing afterwards', async () => {
  const { ask, calls, clock, engine } = pullEngine({ latencyMs: 1_000 })
  const asked = ask('ETH')
  await clock.advance(10)
  await engine[Symbol.asyncDispose]()
  assert.deepEqual(resultOf(await asked), { failed: 503 })
  assert.deepEqual(resultOf(await ask('BTC')), { failed: 503 })
  await clock.advance(100_000)
  assert.equal(calls().length, 1)
})
