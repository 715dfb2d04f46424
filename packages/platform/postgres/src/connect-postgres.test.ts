import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { isStatementTimeout, isUniqueViolation } from './errors.ts'
import type { Postgres, Statement } from './postgres.ts'
import { startTemporaryServer, type TemporaryServer } from './test-temporary-server.ts'

const UINT64_MAX = 2n ** 64n - 1n
const BACKEND: Statement = { text: 'SELECT pg_backend_pid() AS pid' }

let server: TemporaryServer
before(async () => {
  server = await startTemporaryServer()
})
after(async () => await server[Symbol.asyncDispose]())

test('gives exact values, and text where JavaScript has no exact value', async () => {
  await using postgres = server.connect()
  const [row] = await postgres.query({
    text: `SELECT 9223372036854775807::int8 AS "int8",
      18446744073709551615::numeric(20,0) AS "numeric",
      12.50::numeric AS "fraction", ARRAY[[1, NULL], [-3, 4]]::int8[] AS "int8s",
      ARRAY[1, 2.5]::numeric[] AS "numerics", 7::int4 AS "int4",
      '2030-01-02T03:04:05.678Z'::timestamptz AS "timestamptz", '2030-01-02'::date AS "date",
      '2030-01-02 03:04:05'::timestamp AS "timestamp", '{"a": [1]}'::jsonb AS "jsonb",
      '\\x00ff'::bytea AS "bytea", NULL AS "null"`,
  })
  assert.deepEqual(row, {
    int8: 9223372036854775807n,
    numeric: UINT64_MAX,
    fraction: '12.50',
    int8s: [
      [1n, null],
      [-3n, 4n],
    ],
    numerics: [1n, '2.5'],
    int4: 7,
    timestamptz: new Date('2030-01-02T03:04:05.678Z'),
    date: '2030-01-02',
    timestamp: '2030-01-02 03:04:05',
    jsonb: { a: [1] },
    bytea: Buffer.from([0, 255]),
    null: null,
  })
})

test('a bigint comes back as it went, alone and in an array', async () => {
  await using postgres = server.connect({ poolMax: 1 })
  const statement = {
    name: 'echo',
    text: 'SELECT $1::numeric AS one, $2::int8 AS small, $3::numeric[] AS many',
  }
  await fc.assert(
    fc.asyncProperty(
      fc.bigInt(-UINT64_MAX, UINT64_MAX),
      fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
      fc.array(fc.bigInt(0n, UINT64_MAX)),
      async (one, small, many) => {
        const rows = await postgres.query({ ...statement, values: [one, small, many] })
        assert.deepEqual(rows, [{ one, small, many }])
      },
    ),
    { numRuns: 100 },
  )
})

test('a Date and bytes come back as they went', async () => {
  await using postgres = server.connect()
  const date = new Date('1999-12-31T23:59:59.999Z')
  const bytes = new Uint8Array([1, 2, 255])
  const [row] = await postgres.query({
    text: 'SELECT $1::timestamptz AS date, $2::bytea AS bytes',
    values: [date, bytes],
  })
  assert.deepEqual(row, { date, bytes: Buffer.from(bytes) })
})

test('several statements in one text give the rows of the last', async () => {
  await using postgres = server.connect()
  assert.deepEqual(await postgres.query({ text: 'SELECT 1 AS a; SELECT 2 AS b' }), [{ b: 2 }])
})

test('a refused statement costs no connection', async () => {
  await using postgres = server.connect({ poolMax: 1 })
  const [backend] = await postgres.query(BACKEND)
  await postgres.query({ text: 'CREATE TABLE once (id int CONSTRAINT once_key UNIQUE)' })
  await postgres.query({ text: 'INSERT INTO once VALUES (1)' })
  await assert.rejects(postgres.query({ text: 'INSERT INTO once VALUES (1)' }), (error) => {
    assert.ok(isUniqueViolation(error))
    assert.ok(isUniqueViolation(new Error('wrapped', { cause: error }), 'once_key'))
    assert.ok(!isUniqueViolation(error, 'other_key'))
    return true
  })
  assert.deepEqual(await postgres.query(BACKEND), [backend])
})

test('a statement that takes too long is given up', async () => {
  await using postgres = server.connect({ statementTimeoutMs: 30 })
  await assert.rejects(postgres.query({ text: 'SELECT pg_sleep(5)' }), (error) => {
    return isStatementTimeout(error)
  })
})

test('says that all connections are busy, or that there is no database', async () => {
  await using busy = server.connect({ poolMax: 1, connectTimeoutMs: 50 })
  const sleeping = busy.query({ text: 'SELECT pg_sleep(0.3)' })
  await assert.rejects(busy.query(BACKEND), {
    message: /^all 1 connections stayed busy: timeout exceeded/,
  })
  await sleeping
  await using nowhere = server.connect({ url: 'postgres://a@localhost/b?host=/nonexistent' })
  await assert.rejects(nowhere.query(BACKEND), {
    message: /^no connection to the database: connect ENOENT/,
  })
})

test('works again after its connections were cut, idle or in use', async () => {
  await using postgres = server.connect({ poolMax: 1 })
  await using other = server.connect({ poolMax: 1 })
  await other.query(await terminate(postgres))
  await assert.doesNotReject(eventually(() => postgres.query(BACKEND)))
  const sleeping = assert.rejects(postgres.query({ text: 'SELECT pg_sleep(60)' }))
  await terminated(other, '%sleep(60)')
  await sleeping
  await postgres.query(BACKEND)
})

test('a dedicated connection keeps its order, and comes back after it was cut', async () => {
  await using postgres = server.connect({ poolMax: 1 })
  await using connection = await postgres.dedicated()
  await connection.query({ text: 'CREATE TABLE steps (step int)' })
  const steps = Array.from({ length: 20 }, (_, step) => step)
  const insert = 'INSERT INTO steps VALUES ($1)'
  await Promise.all(
    steps.map((step) => connection.query({ name: 'step', text: insert, values: [step] })),
  )
  const rows = await connection.query({ text: 'SELECT step FROM steps' })
  assert.deepEqual(
    rows.map(({ step }) => step),
    steps,
  )
  await assert.rejects(connection.query({ text: 'SELECT 1/0' }), { code: '22012' })
  const cut = connection.query({ text: 'SELECT pg_terminate_backend(pg_backend_pid())' })
  await assert.rejects(cut)
  assert.equal(
    (await connection.query({ name: 'n', text: 'SELECT count(*) FROM steps' })).length,
    1,
  )
})

test('a closed pool closes its dedicated connections, and neither takes statements', async () => {
  const postgres = server.connect()
  const connection = await postgres.dedicated()
  await postgres[Symbol.asyncDispose]()
  await assert.rejects(connection.query(BACKEND), { message: 'this connection has been closed' })
  await assert.rejects(postgres.query(BACKEND))
  await postgres[Symbol.asyncDispose]()
})

async function terminate(postgres: Postgres): Promise<Statement> {
  const [row] = await postgres.query(BACKEND)
  return { text: 'SELECT pg_terminate_backend($1)', values: [row?.['pid']] }
}

/** Cuts the connection that runs such a statement, as soon as the server has begun it. */
async function terminated(other: Postgres, statement: string): Promise<void> {
  const text = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE state = 'active' AND query LIKE $1 AND pid <> pg_backend_pid()`
  while ((await other.query({ text, values: [statement] })).length === 0) await sleep(5)
}

/** The end of a connection takes a moment to be noticed; a statement sent before that fails. */
async function eventually<T>(call: () => Promise<T>): Promise<T> {
  return await call().catch(call)
}
