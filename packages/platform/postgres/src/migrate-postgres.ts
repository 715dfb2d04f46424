import pg from 'pg'
import { type MigrationFile, type MigrationSet, readMigrationFiles } from './migration-files.ts'
import type { Postgres, Queries, Transaction } from './postgres.ts'

/** A migration that the database has not seen yet. */
export interface PendingMigration {
  readonly schema: string
  readonly name: string
}

interface LoadedSet {
  readonly schema: string
  readonly files: readonly MigrationFile[]
}

/**
 * Held while a migration is applied, so that processes that start together take turns ("kivuko" in
 * hex).
 */
const LOCK_KEY = 0x6b6976756b6fn

/**
 * Brings the database to the state of `sets`, in their order; gives what this call applied. Each
 * file runs in a transaction of its own, with its set's schema (created when missing) as search
 * path. Any number of processes may call it at once. Throws, and applies nothing further, when a
 * file fails, when one that was applied has changed or is gone, or when one sorts before those that
 * were applied.
 */
export async function migrate(
  postgres: Postgres,
  sets: readonly MigrationSet[],
): Promise<readonly PendingMigration[]> {
  const loaded = await loadSets(sets)
  const applied: PendingMigration[] = []
  if ((await missing(postgres, loaded)).length === 0) return applied
  await createRecords(postgres)
  for (const { schema, files } of loaded) {
    for (const file of files) {
      if (await applyOnce(postgres, schema, file)) applied.push({ schema, name: file.name })
    }
  }
  return applied
}

/**
 * What `migrate` would apply, in its order; changes nothing. Throws where `migrate` would refuse.
 */
export async function pendingMigrations(
  postgres: Postgres,
  sets: readonly MigrationSet[],
): Promise<readonly PendingMigration[]> {
  return await missing(postgres, await loadSets(sets))
}

/** For installations that migrate by hand: throws, naming them, when migrations are pending. */
export async function requireMigrated(
  postgres: Postgres,
  sets: readonly MigrationSet[],
): Promise<void> {
  const pending = await pendingMigrations(postgres, sets)
  if (pending.length === 0) return
  const names = pending.map(({ schema, name }) => `${schema}/${name}`).join(', ')
  throw new Error(`the database lacks ${pending.length} migrations: ${names}`)
}

async function loadSets(sets: readonly MigrationSet[]): Promise<readonly LoadedSet[]> {
  return await Promise.all(
    sets.map(async (set) => ({ schema: set.schema, files: await readMigrationFiles(set) })),
  )
}

async function missing(
  postgres: Queries,
  sets: readonly LoadedSet[],
): Promise<readonly PendingMigration[]> {
  const records = await readRecords(postgres)
  return sets.flatMap(({ schema, files }) => {
    const applied = records.filter((record) => record.set_name === schema)
    compare(schema, files, applied)
    return files.slice(applied.length).map(({ name }) => ({ schema, name }))
  })
}

/** Throws unless the applied files are the first ones of those on disk, unchanged. */
function compare(
  schema: string,
  files: readonly MigrationFile[],
  applied: readonly MigrationRecord[],
): void {
  applied.forEach((record, index) => {
    const file = files.find(({ name }) => name === record.name)
    const where = `migration ${schema}/${record.name}, which the database has applied,`
    if (file === undefined) throw new Error(`${where} is not among the files`)
    if (file.sha256 !== record.sha256) throw new Error(`${where} has changed since`)
    if (files[index] !== file) throw new Error(`${where} comes after one that is new`)
  })
}

interface MigrationRecord extends Record<string, unknown> {
  readonly set_name: string
  readonly name: string
  readonly sha256: string
}

async function readRecords(postgres: Queries): Promise<readonly MigrationRecord[]> {
  const [table] = await postgres.query({
    text: `SELECT to_regclass('public.kivuko_migrations') IS NOT NULL AS found`,
  })
  if (table?.['found'] !== true) return []
  return await postgres.query<MigrationRecord>({
    text: 'SELECT set_name, name, sha256 FROM public.kivuko_migrations ORDER BY set_name, name',
  })
}

async function createRecords(postgres: Postgres): Promise<void> {
  await locked(postgres, async (tx) => {
    await tx.query({
      text: `CREATE TABLE IF NOT EXISTS public.kivuko_migrations (
        set_name text NOT NULL,
        name text NOT NULL,
        sha256 text NOT NULL,
        applied_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (set_name, name)
      )`,
    })
  })
}

/** Whether it was this call that applied the file. */
async function applyOnce(
  postgres: Postgres,
  schema: string,
  file: MigrationFile,
): Promise<boolean> {
  try {
    return await locked(postgres, async (tx) => {
      const claimed = await tx.query({
        text: `INSERT INTO public.kivuko_migrations (set_name, name, sha256) VALUES ($1, $2, $3)
          ON CONFLICT DO NOTHING RETURNING name`,
        values: [schema, file.name, file.sha256],
      })
      if (claimed.length === 0) return false
      const name = pg.escapeIdentifier(schema)
      await tx.query({
        text: `CREATE SCHEMA IF NOT EXISTS ${name}; SET LOCAL search_path TO ${name}, public`,
      })
      await tx.query({ text: file.text })
      return true
    })
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(`migration ${schema}/${file.name} failed: ${reason}`, { cause: error })
  }
}

/** A transaction that has the migrations to itself, and as much time as they take. */
async function locked<T>(postgres: Postgres, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return await postgres.transaction(
    async (tx) => {
      await tx.query({ text: 'SELECT pg_advisory_xact_lock($1)', values: [LOCK_KEY] })
      return await work(tx)
    },
    { statementTimeoutMs: 0 },
  )
}
