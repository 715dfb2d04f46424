import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Postgres, Queries, Transaction } from './postgres.ts'
import { startTemporaryServer, type TemporaryServer } from './test-temporary-server.ts'

let server: TemporaryServer
let postgres: Postgres
before(async () => {
  server = await startTemporaryServer()
  postgres = server.connect({ poolMax: 4, transactionTriesMax: 3 })
  await postgres.query({ text: 'CREATE TABLE notes (id int PRIMARY KEY, note text)' })
})
after(async () => {
  await postgres[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

test('commits what the work did, and gives what it gave', async () => {
  assert.equal(await postgres.transaction(async (tx) => (await add(tx, 1), 'done')), 'done')
  assert.ok(await has(1))
})

test('rolls back and rethrows when the work throws', async () => {
  const error = new Error('no')
  const failing = postgres.transaction(async (tx) => {
    await add(tx, 10)
    throw error
  })
  await assert.rejects(failing, error)
  assert.ok(!(await has(10)))
})

test('calls after the commit what asked for it, once, and nothing after a rollback', async () => {
  const called: string[] = []
  let tries = 0
  await postgres.transaction(async (tx) => {
    tries += 1
    const now = tries
    tx.onCommitted(() => called.push(`try ${now}`))
    await add(tx, 11)
    if (tries === 1) {
      await tx.query({ text: `DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '40001'; END $$` })
    }
    assert.deepEqual(called, [])
  })
  assert.deepEqual(called, ['try 2'])
  const failing = postgres.transaction(async (tx) => {
    tx.onCommitted(() => called.push('rolled back'))
    throw new Error('no')
  })
  await assert.rejects(failing, { message: 'no' })
  assert.deepEqual(called, ['try 2'])
})

test('rejects when a statement failed, even if the work swallowed the error', async () => {
  const swallowing = postgres.transaction(async (tx) => {
    await add(tx, 20)
    await tx.query({ text: 'SELECT 1/0' }).catch(() => {})
  })
  await assert.rejects(swallowing, (error: Error) => {
    assert.match(error.message, /was not committed/)
    assert.match(String(error.cause), /division by zero/)
    return true
  })
  assert.ok(!(await has(20)))
})

test('waits for statements that the work left running before it ends', async () => {
  const left: Promise<unknown>[] = []
  const failing = postgres.transaction(async (tx) => {
    left.push(add(tx, 30), add(tx, 31))
    throw new Error('early')
  })
  await assert.rejects(failing, { message: 'early' })
  await Promise.all(left)
  assert.ok(!(await has(30)))
})

test('tries again after a serialization failure, as often as it may', async () => {
  let tries = 0
  const work = async (tx: Transaction, failures: number): Promise<number> => {
    tries += 1
    await add(tx, 40)
    if (tries <= failures) {
      await tx.query({ text: `DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '40001'; END $$` })
    }
    return tries
  }
  assert.equal(await postgres.transaction((tx) => work(tx, 2)), 3)
  tries = 0
  await assert.rejects(
    postgres.transaction((tx) => work(tx, 3)),
    { code: '23505' },
  )
  tries = 0
  await postgres.query({ text: 'DELETE FROM notes WHERE id = 40' })
  await assert.rejects(
    postgres.transaction((tx) => work(tx, 3)),
    { code: '40001' },
  )
  assert.equal(tries, 3)
})

test('two transactions that deadlock both succeed', async () => {
  await postgres.query({ text: 'INSERT INTO notes VALUES (50), (51)' })
  const bothHold = Promise.withResolvers<void>()
  let holding = 0
  const update = async (first: number, second: number): Promise<void> =>
    await postgres.transaction(async (tx) => {
      await touch(tx, first)
      holding += 1
      if (holding === 2) bothHold.resolve()
      await bothHold.promise
      await touch(tx, second)
    })
  await Promise.all([update(50, 51), update(51, 50)])
  assert.ok(holding > 2, 'one of them had to try again')
})

test('refuses the pool inside the work, however deep, and allows it after', async () => {
  await using other = server.connect({ poolMax: 1 })
  const late = Promise.withResolvers<void>()
  let afterwards: Promise<unknown> | undefined
  await postgres.transaction(async (tx) => {
    const nested = async (): Promise<unknown> => await postgres.query({ text: 'SELECT 1' })
    await assert.rejects(nested(), { message: /must not use the pool/ })
    await assert.rejects(
      postgres.transaction(async () => {}),
      { message: /must not use the pool/ },
    )
    await other.query({ text: 'SELECT 1' })
    afterwards = late.promise.then(nested)
    await add(tx, 60)
  })
  late.resolve()
  await afterwards
  assert.ok(await has(60))
})

test('a transaction that was kept is of no use', async () => {
  const kept = await postgres.transaction(async (tx) => tx)
  await assert.rejects(kept.query({ text: 'SELECT 1' }), { message: 'this transaction has ended' })
})

test('a connection whose rollback fails is thrown away', async () => {
  await using single = server.connect({ poolMax: 1 })
  const broken = single.transaction(async (tx) => {
    await tx.query({ text: 'SELECT pg_terminate_backend(pg_backend_pid())' })
  })
  await assert.rejects(broken)
  assert.equal(await single.transaction(async () => 'works again'), 'works again')
})

test('its statements may have a time limit of their own', async () => {
  await using hasty = server.connect({ poolMax: 1, statementTimeoutMs: 50 })
  const sleep = async (queries: Queries): Promise<void> => {
    await queries.query({ text: 'SELECT pg_sleep(0.1)' })
  }
  await assert.rejects(hasty.transaction(sleep), { code: '57014' })
  await hasty.transaction(sleep, { statementTimeoutMs: 0 })
  await assert.rejects(sleep(hasty), { code: '57014' })
})

async function add(queries: Queries, id: number): Promise<void> {
  await queries.query({ text: 'INSERT INTO notes VALUES ($1)', values: [id] })
}

async function touch(queries: Queries, id: number): Promise<void> {
  await queries.query({ text: `UPDATE notes SET note = 'x' WHERE id = $1`, values: [id] })
}

async function has(id: number): Promise<boolean> {
  const rows = await postgres.query({ text: 'SELECT FROM notes WHERE id = $1', values: [id] })
  return rows.length === 1
}
