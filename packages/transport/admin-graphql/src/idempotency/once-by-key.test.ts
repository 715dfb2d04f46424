import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { createFakeClock } from '@kivuko/clock'
import { silentLog } from '@kivuko/log'
import type { TenantId } from '@kivuko/directory'
import { systemRandom as random } from '@kivuko/random'
import { collectLog, createTestDatabase, type TestDatabase } from '@kivuko/testing'
import { GraphQLError } from 'graphql'
import { adminMigrations } from '../admin-migrations.ts'
import type { IdempotencyStore } from './idempotency-store.ts'
import { createPostgresIdempotencyStore } from './idempotency-store-postgres.ts'
import { createOnceByKey, type KeyedCall } from './once-by-key.ts'

const settings = { idempotencyLockMs: 2_000, idempotencyTtlMs: 60_000 }
const caller = { tenantId: randomUUID() as TenantId, isOperator: false }

describe('a mutation with an idempotency key', () => {
  let database: TestDatabase
  before(async () => {
    database = await createTestDatabase({ sets: [adminMigrations] })
  })
  after(() => database[Symbol.asyncDispose]())

  const setUp = () => {
    const clock = createFakeClock()
    const store = createPostgresIdempotencyStore(database)
    const once = createOnceByKey({ clock, random, log: silentLog, store, settings })
    const runs: string[] = []
    const run = async () => {
      runs.push('run')
      return { success: true, run: runs.length }
    }
    return { clock, store, once, runs, run }
  }
  /** What a process does that stopped after its first statement. */
  const stopped = (store: IdempotencyStore) =>
    createOnceByKey({ clock: createFakeClock(), random, log: silentLog, settings, store })
  const call = (part: Partial<KeyedCall> = {}): KeyedCall => ({
    caller,
    key: randomUUID(),
    mutation: 'createPeer',
    input: { amount: 10n, metadata: { a: 1, b: 2 } },
    ...part,
  })
  const codeOf = async (answer: Promise<unknown>) => {
    const error = await answer.then(
      () => assert.fail('not refused'),
      (reason: unknown) => reason,
    )
    assert.ok(error instanceof GraphQLError)
    return error.extensions['code']
  }

  test('is run once, and gives its result again', async () => {
    const { once, run } = setUp()
    const one = call()
    assert.deepEqual(await once(one, run), { success: true, run: 1 })
    assert.deepEqual(await once(one, run), { success: true, run: 1 })
    const sameInput = { metadata: { b: 2, a: 1 }, amount: 10n }
    assert.deepEqual(await once({ ...one, input: sameInput }, run), { success: true, run: 1 })
    assert.deepEqual(await once(call(), run), { success: true, run: 2 })
  })

  test('is refused when the key stands for something else', async () => {
    const { once, run, runs } = setUp()
    const one = call()
    await once(one, run)
    const others: Partial<KeyedCall>[] = [
      { mutation: 'deletePeer' },
      { input: { amount: 11n, metadata: { a: 1, b: 2 } } },
      { input: {} },
    ]
    for (const other of others) {
      assert.equal(await codeOf(once({ ...one, ...other }, run)), 'BAD_USER_INPUT')
    }
    assert.equal(runs.length, 1)
  })

  test('of another tenant is another one', async () => {
    const { once, run } = setUp()
    const one = call()
    await once(one, run)
    const other = { ...one, caller: { ...caller, tenantId: randomUUID() as TenantId } }
    assert.deepEqual(await once(other, run), { success: true, run: 2 })
  })

  test('is refused while it is under way, and runs once of many times at once', async () => {
    const { once, run, runs } = setUp()
    const one = call()
    const answers = await Promise.allSettled(Array.from({ length: 10 }, () => once(one, run)))
    assert.equal(runs.length, 1)
    for (const answer of answers) {
      if (answer.status === 'rejected') assert.equal(answer.reason.extensions.code, 'CONFLICT')
      else assert.deepEqual(answer.value, { success: true, run: 1 })
    }
    assert.ok(answers.some(({ status }) => status === 'fulfilled'))
  })

  test('that failed is run again', async () => {
    const { once, run, runs } = setUp()
    const one = call()
    const failing = async () => {
      runs.push('failed')
      throw new Error('no')
    }
    await assert.rejects(once(one, failing), /no/)
    assert.deepEqual(await once(one, run), { success: true, run: 2 })
  })

  /** A mutation that takes until it is told to end. */
  const slowRun = () => {
    const started = Promise.withResolvers<void>()
    const end = Promise.withResolvers<unknown>()
    const run = () => {
      started.resolve()
      return end.promise
    }
    return { run, started: started.promise, end }
  }

  test('keeps its key for as long as it takes', async () => {
    const { run, store, clock } = setUp()
    const extended: Promise<void>[] = []
    const extend: IdempotencyStore['extend'] = (...args) => {
      const done = store.extend(...args)
      extended.push(done)
      return done
    }
    const ports = { clock, random, log: silentLog, settings }
    const once = createOnceByKey({ ...ports, store: { ...store, extend } })
    const one = call()
    const { run: slow, started, end } = slowRun()
    const first = once(one, slow)
    await started
    for (let ms = 0; ms < 10_000; ms += 500) {
      await clock.advance(500)
      await Promise.all(extended)
    }
    assert.equal(extended.length, 10)
    assert.equal(await codeOf(once(one, run)), 'CONFLICT')
    end.resolve({ slow: true })
    assert.deepEqual(await first, { slow: true })
    assert.equal(clock.pendingTimers(), 0)
    assert.deepEqual(await once(one, run), { slow: true })
  })

  test('whose process died can be run again when its lock is over', async () => {
    const { once, run, store, clock } = setUp()
    const one = call()
    const { run: dying, started } = slowRun()
    void stopped(store)(one, dying)
    await started
    assert.equal(await codeOf(once(one, run)), 'CONFLICT')
    await clock.advance(settings.idempotencyLockMs + 1)
    assert.deepEqual(await once(one, run), { success: true, run: 1 })
  })

  test('that lost its key leaves what its successor did alone', async () => {
    const { once, store, clock } = setUp()
    const one = call()
    const { run: slow, started, end } = slowRun()
    const first = stopped(store)(one, slow)
    await started
    await clock.advance(settings.idempotencyLockMs + 1)
    await once(one, async () => ({ by: 'second' }))
    end.reject(new Error('late'))
    await assert.rejects(first, /late/)
    assert.deepEqual(await once(one, async () => ({ by: 'third' })), { by: 'second' })
  })

  test('is forgotten after its time', async () => {
    const { once, run, store, clock } = setUp()
    const one = call()
    await once(one, run)
    await clock.advance(settings.idempotencyTtlMs + 1)
    assert.deepEqual(await once(one, run), { success: true, run: 2 })
    await clock.advance(settings.idempotencyTtlMs + 1)
    await store.prune(clock.now())
    const text = 'select from admin.idempotency_keys where key = $1'
    assert.deepEqual(await database.postgres.query({ text, values: [one.key] }), [])
  })

  test('needs a key of a length that can be kept', async () => {
    const { once, run, runs } = setUp()
    for (const key of ['', 'x'.repeat(501)]) {
      assert.equal(await codeOf(once(call({ key }), run)), 'BAD_USER_INPUT')
    }
    assert.deepEqual(await once(call({ key: 'x'.repeat(500) }), run), { success: true, run: 1 })
    assert.equal(runs.length, 1)
  })

  test('gives its result even when that cannot be stored', async () => {
    const { store, run, clock } = setUp()
    const { log, lines } = collectLog()
    const finish = async () => {
      throw new Error('the database is away')
    }
    const once = createOnceByKey({ clock, random, log, settings, store: { ...store, finish } })
    assert.deepEqual(await once(call(), run), { success: true, run: 1 })
    assert.equal(lines[0]?.level, 'error')
  })
})
