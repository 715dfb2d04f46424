import assert from 'node:assert/strict'
import { mkdtempDisposable, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { ensureDatabase } from './ensure-database-postgres.ts'
import { migrate, pendingMigrations, requireMigrated } from './migrate-postgres.ts'
import type { MigrationSet } from './migration-files.ts'
import type { Postgres } from './postgres.ts'
import { startTemporaryServer, type TemporaryServer } from './test-temporary-server.ts'

let server: TemporaryServer
before(async () => {
  server = await startTemporaryServer()
})
after(async () => await server[Symbol.asyncDispose]())

const FILES = {
  '001-boats.sql': 'CREATE TABLE boats (id int); CREATE TABLE harbour.piers (id int);',
  '002-first-boat.sql': 'INSERT INTO boats VALUES (1);',
}

test('applies every file once, in its own schema', async () => {
  await using set = await writeSet('harbour', FILES)
  await using postgres = await newDatabase()
  const names = Object.keys(FILES).map((name) => ({ schema: 'harbour', name }))
  assert.deepEqual(await pendingMigrations(postgres, [set]), names)
  assert.deepEqual(await migrate(postgres, [set]), names)
  assert.deepEqual(await migrate(postgres, [set]), [])
  assert.deepEqual(await pendingMigrations(postgres, [set]), [])
  assert.deepEqual(await postgres.query({ text: 'SELECT id FROM harbour.boats' }), [{ id: 1 }])
})

test('twenty processes that start at once apply every file once', async () => {
  await using harbour = await writeSet('harbour', FILES)
  await using fleet = await writeSet('fleet', {
    '001-ships.sql': 'CREATE TABLE ships AS SELECT * FROM harbour.boats; SELECT pg_sleep(0.05);',
  })
  await using postgres = await newDatabase()
  const runs = Array.from({ length: 20 }, async () => {
    await using own = server.connect({ url: await currentUrl(postgres), poolMax: 1 })
    return await migrate(own, [harbour, fleet])
  })
  assert.deepEqual(
    (await Promise.all(runs))
      .flat()
      .map(({ name }) => name)
      .sort(),
    ['001-boats.sql', '001-ships.sql', '002-first-boat.sql'],
  )
  assert.deepEqual(await postgres.query({ text: 'SELECT id FROM fleet.ships' }), [{ id: 1 }])
})

test('a file that fails leaves nothing behind, and those before it stay', async () => {
  const broken = { '003-broken.sql': 'CREATE TABLE half (id int); SELECT 1/0;' }
  await using set = await writeSet('harbour', { ...FILES, ...broken })
  await using postgres = await newDatabase()
  await assert.rejects(migrate(postgres, [set]), {
    message: 'migration harbour/003-broken.sql failed: division by zero',
  })
  const half = { text: `SELECT to_regclass('harbour.half') AS found` }
  assert.deepEqual(await postgres.query(half), [{ found: null }])
  await writeFile(join(set.folder, '003-broken.sql'), 'CREATE TABLE half (id int)')
  assert.equal((await migrate(postgres, [set])).length, 1)
})

test('refuses a file that has changed, is gone, or is older than the last', async () => {
  await using set = await writeSet('harbour', FILES)
  await using postgres = await newDatabase()
  await migrate(postgres, [set])
  const first = join(set.folder, '001-boats.sql')

  await writeFile(first, FILES['001-boats.sql'].replaceAll(' ', '\r\n'))
  await assert.rejects(migrate(postgres, [set]), {
    message: 'migration harbour/001-boats.sql, which the database has applied, has changed since',
  })
  await rename(first, join(set.folder, '001-ships.sql'))
  await assert.rejects(pendingMigrations(postgres, [set]), {
    message: /001-boats\.sql, which the database has applied, is not among the files/,
  })
  await writeFile(join(set.folder, '003-boats.sql'), '')
  await rm(join(set.folder, '001-ships.sql'))
  await assert.rejects(migrate(postgres, [set]), { message: /must be named 001-name\.sql/ })
})

test('line ends of another system are no change', async () => {
  await using set = await writeSet('harbour', { '001-a.sql': 'SELECT 1;\nSELECT 2;\n' })
  await using postgres = await newDatabase()
  await migrate(postgres, [set])
  await writeFile(join(set.folder, '001-a.sql'), 'SELECT 1;\r\nSELECT 2;\r\n')
  assert.deepEqual(await migrate(postgres, [set]), [])
})

test('by hand: the start fails, naming what is missing, and nothing is changed', async () => {
  await using set = await writeSet('harbour', FILES)
  await using postgres = await newDatabase()
  await assert.rejects(requireMigrated(postgres, [set]), {
    message: 'the database lacks 2 migrations: harbour/001-boats.sql, harbour/002-first-boat.sql',
  })
  const records = { text: `SELECT to_regclass('kivuko_migrations') AS found` }
  assert.deepEqual(await postgres.query(records), [{ found: null }])
  await migrate(postgres, [set])
  await requireMigrated(postgres, [set])
})

test('names that do not follow the numbers are refused', async () => {
  await using postgres = await newDatabase()
  for (const name of ['1-a.sql', '002-a.sql', '001-A.sql', '001.sql']) {
    await using set = await writeSet('harbour', { [name]: '' })
    await assert.rejects(migrate(postgres, [set]), { message: /must be named 001-name\.sql/ })
  }
})

test('a database is made once, by however many ask', async () => {
  const names = Array.from({ length: 4 }, () => 'a "new" one/%')
  const urls = await Promise.all(names.map((name) => ensureDatabase(server.url, name)))
  await using postgres = server.connect({ url: urls[0] ?? '' })
  const [row] = await postgres.query({ text: 'SELECT current_database()::text AS name' })
  assert.equal(row?.['name'], 'a "new" one/%')
})

let databases = 0

async function newDatabase(): Promise<Postgres> {
  databases += 1
  return server.connect({ url: await ensureDatabase(server.url, `migrated_${databases}`) })
}

async function currentUrl(postgres: Postgres): Promise<string> {
  const [row] = await postgres.query({ text: 'SELECT current_database()::text AS name' })
  const url = new URL(server.url)
  url.pathname = String(row?.['name'])
  return url.href
}

/** A package's folder of migrations, for as long as the test runs. */
async function writeSet(
  schema: string,
  files: Readonly<Record<string, string>>,
): Promise<MigrationSet & AsyncDisposable & { folder: string }> {
  const folder = await mkdtempDisposable(join(tmpdir(), 'kivuko-migrations-'))
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder.path, name), text)
  return {
    schema,
    folder: folder.path,
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  }
}
