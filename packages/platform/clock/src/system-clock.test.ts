import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { systemClock } from './system-clock.ts'

test('reads the time of the machine', () => {
  assert.ok(Math.abs(systemClock.now() - Date.now()) < 50)
  const before = systemClock.monotonicMs()
  assert.ok(systemClock.monotonicMs() >= before)
})

test('runs a call after its delay, and not once cancelled', async () => {
  let cancelledRan = false
  systemClock
    .after(1, () => {
      cancelledRan = true
    })
    .cancel()
  const started = systemClock.monotonicMs()
  await systemClock.sleep(20)
  assert.ok(systemClock.monotonicMs() - started >= 19)
  assert.equal(cancelledRan, false)
})

test('does not run a call early whose delay is beyond what a timer of Node takes', async () => {
  let ran = false
  const timer = systemClock.after(2 ** 31 + 1_000, () => {
    ran = true
  })
  await systemClock.sleep(20)
  timer.cancel()
  assert.equal(ran, false)
})

test('a pending call does not keep the process alive', () => {
  const source = `
    import { systemClock } from ${JSON.stringify(import.meta.resolve('./system-clock.ts'))}
    systemClock.after(60_000, () => {})`
  const { status, signal } = spawnSync(
    process.execPath,
    ['--input-type=module', '--eval', source],
    { timeout: 20_000 },
  )
  assert.deepEqual({ status, signal }, { status: 0, signal: null })
})

test('an aborted sleep rejects with the reason of the signal', async () => {
  const abort = new AbortController()
  const sleeping = systemClock.sleep(60_000, abort.signal)
  abort.abort(new Error('stopped'))
  await assert.rejects(sleeping, { message: 'stopped' })
  await assert.rejects(systemClock.sleep(0, abort.signal), { message: 'stopped' })
})
