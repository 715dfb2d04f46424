import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFakeClock } from '@kivuko/clock'
import { listenForInterrupt } from './listen-for-interrupt.ts'

test('takes a Ctrl-C that npm passes on for the same, and a later one for impatience', async () => {
  const clock = createFakeClock()
  let impatience = 0
  const interrupted = listenForInterrupt(clock, () => {
    impatience += 1
  })
  process.emit('SIGINT')
  assert.equal(await interrupted, 'SIGINT')
  await clock.advance(20)
  process.emit('SIGINT')
  assert.equal(impatience, 0)
  await clock.advance(1_000)
  process.emit('SIGINT')
  assert.equal(impatience, 1)
})
