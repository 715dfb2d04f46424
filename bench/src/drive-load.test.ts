import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { systemClock } from '@kivuko/clock'
import { driveLoad, percentiles } from './drive-load.ts'

describe('a load', () => {
  test('keeps as many under way as asked for, and no more', async () => {
    let underWay = 0
    let most = 0
    await driveLoad({
      ...short,
      concurrency: 7,
      task: async () => {
        underWay += 1
        most = Math.max(most, underWay)
        await systemClock.sleep(1)
        underWay -= 1
      },
    })
    assert.equal(most, 7)
  })

  test('counts what ends in the time that is measured, not what the warm-up ends', async () => {
    const load = await driveLoad({ ...short, concurrency: 1, task: () => systemClock.sleep(5) })
    const measured = (load.perSec * short.measureMs) / 1000
    assert.ok(measured >= 1 && measured < load.completed, `${measured} of ${load.completed}`)
    assert.ok(load.p50Ms >= 4, `p50 of ${load.p50Ms}`)
  })

  test('counts every error, tells the first, and gives up when there are too many', async () => {
    let calls = 0
    const load = await driveLoad({
      ...short,
      concurrency: 1,
      task: async () => {
        calls += 1
        throw new Error(`no. ${calls}`)
      },
    })
    assert.equal(load.errors, 100)
    assert.equal(load.firstError, 'Error: no. 1')
    assert.equal(load.completed, 0)
  })
})

test('percentiles are values that were measured', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index)
  assert.deepEqual(percentiles(hundred), { p50Ms: 50, p99Ms: 99 })
  assert.deepEqual(percentiles([3]), { p50Ms: 3, p99Ms: 3 })
  assert.deepEqual(percentiles([]), { p50Ms: 0, p99Ms: 0 })
})

const short = { clock: systemClock, warmUpMs: 20, measureMs: 40 } as const
