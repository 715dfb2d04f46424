import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createFakeClock } from '@kivuko/clock'
import { createAddressLimiter } from './address-limit.ts'

describe('an address limiter', () => {
  test('lets a burst through, then so many a second', async () => {
    const clock = createFakeClock()
    const mayPass = createAddressLimiter({ clock, limit: { perSec: 2, burst: 3 } })
    const passed = () =>
      Array.from({ length: 5 }, () => mayPass('192.0.2.1')).filter(Boolean).length
    assert.equal(passed(), 3)
    await clock.advance(1_000)
    assert.equal(passed(), 2)
    await clock.advance(60_000)
    assert.equal(passed(), 3)
  })

  test('counts each address for itself', () => {
    const mayPass = createAddressLimiter({
      clock: createFakeClock(),
      limit: { perSec: 1, burst: 1 },
    })
    assert.deepEqual(
      [mayPass('192.0.2.1'), mayPass('192.0.2.1'), mayPass('192.0.2.2')],
      [true, false, true],
    )
  })
})
