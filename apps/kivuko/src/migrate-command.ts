import type { Environment } from '@kivuko/config'
import { systemClock } from '@kivuko/clock'
import { silentLog } from '@kivuko/log'
import { connectPostgres, migrate, type MigrationSet } from '@kivuko/postgres'
import { systemRandom } from '@kivuko/random'
import { authMigrations, backendMigrations } from './migrations.ts'

/**
 * `kivuko migrate`: brings the databases that are named up to date. Safe beside running nodes and
 * beside itself.
 */
export async function runMigrations(env: Environment): Promise<number> {
  const databases: readonly [string, readonly MigrationSet[]][] = [
    ['DATABASE_URL', backendMigrations],
    ['AUTH_DATABASE_URL', authMigrations],
  ]
  const named = databases.filter(([variable]) => env[variable])
  if (named.length === 0) {
    console.error('DATABASE_URL or AUTH_DATABASE_URL must name a database')
    return 1
  }
  for (const [variable, sets] of named) {
    await using postgres = connectPostgres({
      clock: systemClock,
      random: systemRandom,
      log: silentLog,
      url: env[variable] ?? '',
      poolMax: 2,
    })
    const applied = await migrate(postgres, sets)
    for (const { schema, name } of applied) console.log(`${variable}: ${schema}/${name}`)
    if (applied.length === 0) console.log(`${variable}: up to date`)
  }
  return 0
}
