import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSeededRandom } from '@kivuko/random'
import { createBackoff } from './backoff.ts'

const terms = { reconnectMsMin: 100, reconnectMsMax: 2_000, reconnectFactor: 3 }

test('waits longer each time up to the most, by chance, and short again when it works', () => {
  const backoff = createBackoff(createSeededRandom(5), terms)
  const waits = Array.from({ length: 6 }, () => backoff.nextMs())
  for (const [at, grown] of [100, 300, 900, 2_000, 2_000, 2_000].entries()) {
    const wait = waits[at] ?? 0
    assert.ok(wait >= grown / 2 && wait <= grown, `${wait} of ${grown}`)
  }
  assert.equal(new Set(waits).size, waits.length)
  backoff.reset()
  assert.ok(backoff.nextMs() <= 100)
})
