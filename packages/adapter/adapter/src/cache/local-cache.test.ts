import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFakeClock } from '@kivuko/clock'
import fc from 'fast-check'
import { createLocalCache } from './local-cache.ts'

test('holds a value until its own time, excluded', async () => {
  const clock = createFakeClock(0)
  const cache = createLocalCache<string>({ clock, itemsMax: 10 })
  cache.set('short', 's', 1_000)
  cache.set('long', 'l', 2_000)
  await clock.advance(999)
  assert.equal(cache.get('short'), 's')
  await clock.advance(1)
  assert.equal(cache.get('short'), undefined)
  assert.equal(cache.get('long'), 'l')
  assert.equal(cache.size, 1)
})

test('with two places for A, B, C: A has gone when it is asked for again, C has not', () => {
  const cache = createLocalCache<number>({ clock: createFakeClock(0), itemsMax: 2 })
  for (const [value, key] of ['A', 'B', 'C'].entries()) cache.set(key, value, 1_000)
  assert.equal(cache.get('A'), undefined)
  assert.equal(cache.get('C'), 2)
  assert.equal(cache.size, 2)
})

test('a use keeps an item from being the next to go', () => {
  const cache = createLocalCache<number>({ clock: createFakeClock(0), itemsMax: 2 })
  cache.set('A', 1, 1_000)
  cache.set('B', 2, 1_000)
  cache.get('A')
  cache.set('C', 3, 1_000)
  assert.deepEqual([cache.get('A'), cache.get('B'), cache.get('C')], [1, undefined, 3])
})

test('a use lets it live again when that is asked for, and only then', async () => {
  for (const updateAgeOnGet of [true, false]) {
    const clock = createFakeClock(0)
    const cache = createLocalCache<number>({ clock, itemsMax: 2, updateAgeOnGet })
    cache.set('A', 1, 1_000)
    await clock.advance(900)
    cache.get('A')
    await clock.advance(900)
    assert.equal(cache.get('A'), updateAgeOnGet ? 1 : undefined)
  }
})

test('what is set again has the new value and time; what is deleted is gone', async () => {
  const clock = createFakeClock(0)
  const cache = createLocalCache<number>({ clock, itemsMax: 2 })
  cache.set('A', 1, 1_000)
  cache.set('A', 2, 3_000)
  await clock.advance(2_000)
  assert.equal(cache.get('A'), 2)
  cache.delete('A')
  cache.delete('A')
  assert.equal(cache.get('A'), undefined)
})

const step = fc.oneof(
  fc.record({ kind: fc.constant('get' as const), key: fc.nat(6) }),
  fc.record({ kind: fc.constant('set' as const), key: fc.nat(6), ttlMs: fc.nat(50) }),
  fc.record({ kind: fc.constant('delete' as const), key: fc.nat(6) }),
  fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(20) }),
)

test('behaves like a list in the order of use', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 80 }), fc.integer({ min: 1, max: 5 }), checkSteps),
    { numRuns: 100 },
  )
})

type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

async function checkSteps(steps: readonly Step[], itemsMax: number): Promise<void> {
  const clock = createFakeClock(0)
  const cache = createLocalCache<number>({ clock, itemsMax })
  /** Most recently used last. */
  let model: { key: number; value: number; untilMs: number }[] = []
  for (const [value, action] of steps.entries()) {
    if (action.kind === 'wait') {
      await clock.advance(action.ms)
      continue
    }
    const key = String(action.key)
    const known = model.find((item) => item.key === action.key)
    model = model.filter((item) => item !== known)
    if (action.kind === 'delete') cache.delete(key)
    if (action.kind === 'set') {
      const untilMs = clock.now() + action.ttlMs
      cache.set(key, value, untilMs)
      model = [...model, { key: action.key, value, untilMs }].slice(-itemsMax)
    }
    if (action.kind === 'get') {
      const alive = known !== undefined && clock.now() < known.untilMs ? known : undefined
      assert.equal(cache.get(key), alive?.value)
      if (alive !== undefined) model.push(alive)
    }
    assert.equal(cache.size, model.length)
  }
}
