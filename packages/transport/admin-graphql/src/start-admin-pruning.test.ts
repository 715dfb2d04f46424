import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { createFakeClock } from '@kivuko/clock'
import { silentLog as log } from '@kivuko/log'
import { collectLog, createTestDatabase, waitFor } from '@kivuko/testing'
import { adminMigrations } from './admin-migrations.ts'
import { createPostgresReplayGuard } from './authentication/signature-replay-guard-postgres.ts'
import { createPostgresIdempotencyStore } from './idempotency/idempotency-store-postgres.ts'
import { startAdminPruning } from './start-admin-pruning.ts'

test('signatures and keys are forgotten after their time, and not before', async () => {
  await using database = await createTestDatabase({ sets: [adminMigrations] })
  const clock = createFakeClock()
  const replayGuard = createPostgresReplayGuard(database)
  const idempotency = createPostgresIdempotencyStore(database)
  const tenantId = randomUUID()
  const use = { tenantId, key: 'k', expiresAtMs: clock.now() + 15_000 }
  assert.equal(await replayGuard.firstUse(use), true)
  await idempotency.claim({
    tenantId,
    key: 'k',
    claimId: randomUUID(),
    request: new Uint8Array(32),
    nowMs: clock.now(),
    lockedUntilMs: clock.now(),
    expiresAtMs: clock.now() + 15_000,
  })
  await using stack = new AsyncDisposableStack()
  stack.use(startAdminPruning({ clock, log, replayGuard, idempotency }))
  const count = async () => {
    const text = `select (select count(*) from admin.used_signatures)
      + (select count(*) from admin.idempotency_keys) as rows`
    return (await database.postgres.query({ text }))[0]?.['rows']
  }
  await clock.advance(10_000)
  assert.equal(await replayGuard.firstUse(use), false)
  assert.equal(await count(), 2n)
  await waitFor(async () => {
    await clock.advance(10_000)
    return (await count()) === 0n
  })
  assert.equal(await replayGuard.firstUse(use), true)
})

test('what cannot be forgotten now is logged and tried again', async () => {
  const clock = createFakeClock()
  const { log: collected, lines } = collectLog()
  let tries = 0
  const prune = async () => {
    tries += 1
    throw new Error('the database is away')
  }
  const guard = { prune, firstUse: async () => true }
  await using database = await createTestDatabase({ sets: [adminMigrations] })
  const idempotency = createPostgresIdempotencyStore(database)
  await using stack = new AsyncDisposableStack()
  stack.use(startAdminPruning({ clock, log: collected, replayGuard: guard, idempotency }))
  await waitFor(async () => {
    await clock.advance(10_000)
    return tries >= 2
  })
  assert.equal(lines[0]?.level, 'error')
})
