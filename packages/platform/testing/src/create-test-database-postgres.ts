import { createHash } from 'node:crypto'
import { systemClock as clock } from '@kivuko/clock'
import { type Log, silentLog } from '@kivuko/log'
import {
  connectPostgres,
  migrate,
  type MigrationSet,
  type Postgres,
  readMigrationFiles,
} from '@kivuko/postgres'
import { systemRandom as random } from '@kivuko/random'
import { newTestDatabaseName, TEMPLATE_PREFIX } from './test-server-names.ts'
import { joinTestServer } from './test-server.ts'

/** What a test wants its database to be. */
export interface TestDatabaseOptions {
  /** Migrations that it has seen, in this order. None if left out. */
  readonly sets?: readonly MigrationSet[]
  /** Connections of `postgres` at most. */
  readonly poolMax?: number
  /** Where `postgres` logs; nowhere if left out. */
  readonly log?: Log
}

/** A database of one test's own. Disposing closes `postgres` and drops it, whoever is connected. */
export interface TestDatabase extends AsyncDisposable {
  readonly postgres: Postgres
  readonly url: string
}

const HASH_CHARACTERS = 32

/**
 * Creates a database on the real Postgres that all tests of this checkout share, never on one that
 * the machine happens to have. The migrations run once, into a template; each database is a clone.
 */
export async function createTestDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const { sets = [], poolMax = 10, log = silentLog } = options
  await using made = new AsyncDisposableStack()
  const { adminUrl } = made.use(await joinTestServer())
  const template = await ensureTemplate(adminUrl, sets)
  const name = newTestDatabaseName()
  await runAsAdmin(adminUrl, `CREATE DATABASE "${name}" TEMPLATE "${template}" STRATEGY FILE_COPY`)
  made.defer(() => runAsAdmin(adminUrl, `DROP DATABASE "${name}" WITH (FORCE)`))
  const url = withDatabase(adminUrl, name)
  const postgres = made.use(connectPostgres({ clock, random, log, url, poolMax }))
  const owned = made.move()
  return { postgres, url, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

/** Gives the name of the template for `sets`; whoever comes first makes it, the others wait. */
async function ensureTemplate(adminUrl: string, sets: readonly MigrationSet[]): Promise<string> {
  const hash = await hashOf(sets)
  const template = `${TEMPLATE_PREFIX}${hash}`
  await using admin = openAdmin(adminUrl)
  if (await exists(admin, template)) return template
  await admin.transaction(
    async (tx) => {
      // The lock is taken here; databases cannot be created inside a transaction.
      const key = BigInt.asIntN(64, BigInt(`0x${hash}`))
      await tx.query({ text: 'SELECT pg_advisory_xact_lock($1)', values: [key] })
      await makeTemplate({ adminUrl, template, sets })
    },
    { statementTimeoutMs: 0 },
  )
  return template
}

interface Template {
  readonly adminUrl: string
  readonly template: string
  readonly sets: readonly MigrationSet[]
}

/** Under its name there is only ever a whole template: one that was cut short has a test's name. */
async function makeTemplate({ adminUrl, template, sets }: Template): Promise<void> {
  await using admin = openAdmin(adminUrl)
  if (await exists(admin, template)) return
  const draft = newTestDatabaseName()
  await admin.query({ text: `CREATE DATABASE "${draft}"` })
  await fill(withDatabase(adminUrl, draft), sets)
  await admin.query({ text: `ALTER DATABASE "${draft}" RENAME TO "${template}"` })
}

async function fill(url: string, sets: readonly MigrationSet[]): Promise<void> {
  await using postgres = connectPostgres({ clock, random, log: silentLog, url, poolMax: 1 })
  await migrate(postgres, sets)
}

async function hashOf(sets: readonly MigrationSet[]): Promise<string> {
  const hash = createHash('sha256')
  for (const set of sets) {
    for (const { name, sha256 } of await readMigrationFiles(set)) {
      hash.update(`${set.schema}/${name} ${sha256}\n`)
    }
  }
  return hash.digest('hex').slice(0, HASH_CHARACTERS)
}

async function exists(admin: Postgres, name: string): Promise<boolean> {
  const found = await admin.query({
    text: 'SELECT datname FROM pg_database WHERE datname = $1',
    values: [name],
  })
  return found.length > 0
}

async function runAsAdmin(adminUrl: string, text: string): Promise<void> {
  await using admin = openAdmin(adminUrl)
  await admin.query({ text })
}

function openAdmin(url: string): Postgres {
  return connectPostgres({ clock, random, log: silentLog, url, poolMax: 1, statementTimeoutMs: 0 })
}

/** The server's URLs have the database as their path. */
function withDatabase(adminUrl: string, name: string): string {
  const url = new URL(adminUrl)
  url.pathname = `/${name}`
  return url.href
}
