import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFakeClock } from '@kivuko/clock'
import { scriptedSource, testEngine } from './test-engine.ts'

test('by demand, keys asked for more are refreshed more, and none stands still', async () => {
  const clock = createFakeClock()
  const pull = scriptedSource(clock)
  const { now, timed } = testEngine(() => [pull], {
    clock,
    plan: { perSecond: 1 },
    sharing: 'by-demand',
    terms: { ttlMs: 60_000, freshForMs: 1_000, serveStaleForMs: 600_000 },
  })
  const bases = Array.from({ length: 10 }, (_, index) => `K${index}`)
  for (const base of bases) await timed(base)
  const ask = async (seconds: number) => {
    for (let second = 0; second < seconds; second += 1) {
      for (let times = 0; times < 20; times += 1) now('K0')
      for (const base of bases.slice(1)) now(base)
      await clock.advance(1_000)
    }
  }
  await ask(120)
  const before = pull.calls.length
  await ask(240)
  const counts = bases.map((base) => {
    return pull.calls.slice(before).filter(({ covers }) => covers[0]?.['base'] === base).length
  })
  const [popular = 0, ...others] = counts
  assert.ok(popular >= 5 * Math.max(...others), counts.join())
  assert.ok(Math.min(...others) >= 2, counts.join())
})

test('what was stretched is kept for as long, up to the longest time', async () => {
  const clock = createFakeClock()
  const pull = scriptedSource(clock)
  const { now, timed } = testEngine(() => [pull], {
    clock,
    plan: { perMinute: 60 },
    terms: { ttlMs: 3_000, ttlMsMax: 90_000 },
  })
  for (let index = 0; index < 40; index += 1) await timed(`K${index}`)
  await clock.advance(120_000)
  for (let second = 0; second < 100; second += 1) {
    await clock.advance(1_000)
    const answer = now('K7')
    assert.ok(answer !== undefined && 'value' in answer)
    assert.ok(answer.ttlMs > 40_000 && answer.ttlMs <= 90_000)
  }
})
