import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createFakeClock, type FakeClock } from '@kivuko/clock'
import { createTestDatabase } from '@kivuko/testing'
import { paymentMigrations } from '../payment-migrations.ts'
import { type StreamTotals, streamTotalMs } from './stream-totals.ts'
import { createMemoryStreamTotals } from './stream-totals-memory.ts'
import { createPostgresStreamTotals } from './stream-totals-postgres.ts'

interface Stores extends AsyncDisposable {
  readonly totals: StreamTotals
  readonly clock: FakeClock
}

const stores: Readonly<Record<string, () => Promise<Stores>>> = {
  async memory() {
    const clock = createFakeClock()
    const totals = createMemoryStreamTotals({ clock })
    return { totals, clock, [Symbol.asyncDispose]: async () => {} }
  },
  async postgres() {
    const clock = createFakeClock()
    const database = await createTestDatabase({ sets: [paymentMigrations] })
    const totals = createPostgresStreamTotals({ postgres: database.postgres, clock })
    return { totals, clock, [Symbol.asyncDispose]: () => database[Symbol.asyncDispose]() }
  },
}

for (const [name, open] of Object.entries(stores)) {
  describe(`the totals of STREAM connections in ${name}`, () => {
    it('add up for each connection', async () => {
      await using store = await open()
      assert.equal(await store.totals.add('one', 5n), 5n)
      assert.equal(await store.totals.add('other', 1n), 1n)
      assert.equal(await store.totals.add('one', 2n ** 40n), 2n ** 40n + 5n)
    })

    it('are exact when packets come at once', async () => {
      await using store = await open()
      const totals = await Promise.all([1n, 2n, 3n, 4n].map((each) => store.totals.add('c', each)))
      assert.equal(
        totals.reduce((most, each) => (each > most ? each : most)),
        10n,
      )
    })

    it('begin anew when a connection was quiet for long', async () => {
      await using store = await open()
      await store.totals.add('one', 5n)
      await store.clock.advance(streamTotalMs - 1)
      assert.equal(await store.totals.add('one', 1n), 6n)
      await store.clock.advance(streamTotalMs + 1)
      assert.equal(await store.totals.add('one', 1n), 1n)
    })
  })
}
