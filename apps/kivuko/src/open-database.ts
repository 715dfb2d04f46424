import { join } from 'node:path'
import type { Secret } from '@kivuko/log'
import {
  connectPostgres,
  type EmbeddedPostgres,
  migrate,
  type MigrationSet,
  type Postgres,
  requireMigrated,
  startEmbeddedPostgres,
} from '@kivuko/postgres'
import type { NodeProcess } from './node-process.ts'

/** Where the embedded server's data are, below the data folder. */
export const embeddedFolder = 'postgres'

interface DatabaseSettings {
  readonly dataDir: string
  readonly databasePoolMax: number
  readonly manualMigrations: boolean
}

/**
 * Starts an embedded server for the databases that have no URL; none when all have. It is stopped
 * with the process.
 */
export async function startDatabases(
  { clock, log, shutdown }: NodeProcess,
  options: { config: DatabaseSettings; databases: Readonly<Record<string, Secret | undefined>> },
): Promise<EmbeddedPostgres | undefined> {
  const missing = Object.entries(options.databases).filter(([, url]) => url === undefined)
  if (missing.length === 0) return undefined
  const embedded = await startEmbeddedPostgres({
    clock,
    log: log.with({ part: 'embedded postgres' }),
    dataDir: join(options.config.dataDir, embeddedFolder),
    databases: missing.map(([name]) => name),
  })
  shutdown.register('embedded postgres', embedded)
  return embedded
}

/**
 * Connects to a database and brings its schemas up to date; or, when told so, only checks that they
 * are.
 */
export async function openDatabase(
  { clock, random, log, shutdown }: NodeProcess,
  options: {
    config: DatabaseSettings
    name: string
    url: Secret | string
    sets: readonly MigrationSet[]
  },
): Promise<Postgres> {
  const { config, name, url, sets } = options
  const postgres = connectPostgres({
    clock,
    random,
    log: log.with({ part: 'postgres', database: name }),
    url,
    poolMax: config.databasePoolMax,
    applicationName: `kivuko ${name}`,
  })
  shutdown.register(`database ${name}`, postgres)
  if (config.manualMigrations) await requireMigrated(postgres, sets)
  else await migrate(postgres, sets)
  return postgres
}
