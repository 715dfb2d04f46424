import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFakeClock } from '@kivuko/clock'
import { createShutdown } from './create-shutdown.ts'
import { createGate, recordingLog } from './test-kit.ts'

function setUp() {
  const { log, lines } = recordingLog()
  const clock = createFakeClock()
  const exits: number[] = []
  const exit = (code: number): void => void exits.push(code)
  const shutdown = createShutdown({ log, clock, graceMs: 1_000, exit })
  const stopped: string[] = []
  const register = (name: string, stop: () => Promise<void> = async () => {}): void =>
    shutdown.register(name, {
      [Symbol.asyncDispose]: async () => {
        await stop()
        stopped.push(name)
      },
    })
  return { shutdown, clock, exits, stopped, register, lines }
}

test('stops the last started first, one after the other', async () => {
  const { shutdown, clock, stopped, register } = setUp()
  const gate = createGate()
  register('database')
  register('worker', () => gate.opened)
  register('server')
  const stopping = shutdown.stop()
  await clock.advance(10)
  assert.deepEqual(stopped, ['server'])
  gate.open()
  assert.equal(await stopping, true)
  assert.deepEqual(stopped, ['server', 'worker', 'database'])
  assert.equal(await shutdown.stop(), true)
  assert.equal(stopped.length, 3)
})

test('one that fails to stop does not keep the others from it', async () => {
  const { shutdown, stopped, register, lines } = setUp()
  register('database')
  register('server', () => Promise.reject(new Error('stuck')))
  assert.equal(await shutdown.stop(), false)
  assert.deepEqual(stopped, ['database'])
  assert.equal((lines as [string, string, { part: string }][])[0]?.[2].part, 'server')
})

test('does not wait longer than the grace, and says for what it waited', async () => {
  const { shutdown, clock, register, lines } = setUp()
  register('worker', () => new Promise(() => {}))
  const stopping = shutdown.stop()
  await clock.advance(1_000)
  assert.equal(await stopping, false)
  assert.deepEqual(lines, [
    ['error', 'Not stopped in time', { waitingFor: 'worker', graceMs: 1_000 }],
  ])
})

test('the first signal stops everything and exits 0', async () => {
  const { shutdown, clock, exits, stopped, register } = setUp()
  register('server')
  shutdown.onSignal('SIGTERM')
  await clock.advance(0)
  assert.deepEqual(stopped, ['server'])
  assert.deepEqual(exits, [0])
  assert.equal(clock.pendingTimers(), 0)
})

test('exits 1 when something did not stop well', async () => {
  const { shutdown, clock, exits, register } = setUp()
  register('server', () => Promise.reject(new Error('stuck')))
  shutdown.onSignal('SIGTERM')
  await clock.advance(0)
  assert.deepEqual(exits, [1])
})

test('a second signal exits 1 at once', async () => {
  const { shutdown, exits, register } = setUp()
  register('worker', () => new Promise(() => {}))
  shutdown.onSignal('SIGINT')
  assert.deepEqual(exits, [])
  shutdown.onSignal('SIGINT')
  assert.deepEqual(exits, [1])
})
