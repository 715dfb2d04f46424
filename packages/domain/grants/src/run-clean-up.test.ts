import assert from 'node:assert/strict'
import { test } from 'node:test'

import { createFakeClock } from '@kivuko/clock'
import { silentLog } from '@kivuko/log'

import { runCleanUp } from './run-clean-up.ts'

test('cleans up at once and every hour, failures included, until it is disposed of', async () => {
  const clock = createFakeClock()
  let runs = 0
  const cleanUp = async (): Promise<void> => {
    runs++
    if (runs === 1) throw new Error('database away')
  }
  const running = runCleanUp({ clock, log: silentLog, cleanUp })
  await clock.advance(0)
  assert.equal(runs, 1)
  await clock.advance(60 * 60 * 1000 - 1)
  assert.equal(runs, 1)
  await clock.advance(1)
  assert.equal(runs, 2)
  await running[Symbol.asyncDispose]()
  await clock.advance(60 * 60 * 1000)
  assert.equal(runs, 2)
})
