import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempDisposable, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import type { MigrationSet } from '@kivuko/postgres'
import { createTestDatabase } from './create-test-database-postgres.ts'

test('each database has its migrations and nothing of the others', async () => {
  await using set = await writeSet('CREATE TABLE boats (name text)')
  const sets = [set]
  await using one = await createTestDatabase({ sets })
  await using other = await createTestDatabase({ sets })
  await one.postgres.query({ text: `INSERT INTO harbour.boats VALUES ('Liemba')` })
  const select = { text: 'SELECT name FROM harbour.boats' }
  assert.deepEqual(await one.postgres.query(select), [{ name: 'Liemba' }])
  assert.deepEqual(await other.postgres.query(select), [])
})

test('a changed migration gives a new database', async () => {
  await using before = await writeSet('CREATE TABLE a ()')
  await using after = await writeSet('CREATE TABLE b ()')
  await using _ = await createTestDatabase({ sets: [before] })
  await using changed = await createTestDatabase({ sets: [after] })
  const tables = await changed.postgres.query({
    text: `SELECT tablename::text AS name FROM pg_tables WHERE schemaname = 'harbour'`,
  })
  assert.deepEqual(tables, [{ name: 'b' }])
})

test('the database is dropped at the end', async () => {
  const database = await createTestDatabase()
  const [row] = await database.postgres.query({ text: 'SELECT current_database()::text AS name' })
  await database[Symbol.asyncDispose]()
  await using other = await createTestDatabase()
  const found = await other.postgres.query({
    text: 'SELECT FROM pg_database WHERE datname = $1',
    values: [row?.['name']],
  })
  assert.deepEqual(found, [])
})

test('processes that start together share the server and the template', async () => {
  await using set = await writeSet(`CREATE TABLE t (id int); -- ${Math.random()}`)
  const module = new URL('./create-test-database-postgres.ts', import.meta.url).href
  const script = `
    import { createTestDatabase } from '${module}'
    await using database = await createTestDatabase({ sets: [${JSON.stringify(set)}] })
    const text = \`SELECT count(*) FROM pg_tables WHERE schemaname = 'harbour'\`
    const [row] = await database.postgres.query({ text })
    console.log(String(row.count))`
  const outputs = Array.from({ length: 4 }, async () => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', script])
    const [output, errors] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close'),
    ])
    return output + errors
  })
  assert.deepEqual(await Promise.all(outputs), ['1\n', '1\n', '1\n', '1\n'])
})

/** A package's folder with one migration, for as long as the test runs. */
async function writeSet(sql: string): Promise<MigrationSet & AsyncDisposable> {
  const folder = await mkdtempDisposable(join(tmpdir(), 'kivuko-migrations-'))
  await writeFile(join(folder.path, '001-first.sql'), sql)
  return {
    schema: 'harbour',
    folder: folder.path,
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  }
}
