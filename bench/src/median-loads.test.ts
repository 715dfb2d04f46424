import assert from 'node:assert/strict'
import { test } from 'node:test'
import { medianLoads } from './median-loads.ts'

const figures = {
  ours: [
    { perSec: 30, p50Ms: 1, p99Ms: 9, errors: 0, completed: 100, rssMb: 50 },
    { perSec: 10, p50Ms: 3, p99Ms: 7, errors: 1, completed: 200, rssMb: 70, firstError: 'no' },
    { perSec: 20, p50Ms: 2, p99Ms: 8, errors: 2, completed: 300, rssMb: 60, firstError: 'never' },
  ],
  theirs: [
    { perSec: 5, p50Ms: 5, p99Ms: 5, errors: 0, completed: 1 },
    { perSec: 4, p50Ms: 4, p99Ms: 4, errors: 0, completed: 1 },
    { perSec: 6, p50Ms: 6, p99Ms: 6, errors: 0, completed: 1 },
  ],
} as const

test('loads come in turn, and the middle of each figure counts', async () => {
  const order: string[] = []
  const found = await medianLoads<keyof typeof figures>({
    rounds: 3,
    targets: ['ours', 'theirs'],
    load: async (target, round) => {
      order.push(`${target} ${round}`)
      const load = figures[target][round]
      assert.ok(load)
      return load
    },
  })
  assert.deepEqual(order, ['ours 0', 'theirs 0', 'ours 1', 'theirs 1', 'ours 2', 'theirs 2'])
  assert.deepEqual(found('ours'), {
    perSec: 20,
    p50Ms: 2,
    p99Ms: 8,
    errors: 3,
    firstError: 'no',
    completed: 600,
    rssMb: 70,
  })
  assert.deepEqual(found('theirs'), { perSec: 5, p50Ms: 5, p99Ms: 5, errors: 0, completed: 3 })
})
