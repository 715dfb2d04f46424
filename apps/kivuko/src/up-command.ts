import type { Environment } from '@kivuko/config'
import { systemRandom } from '@kivuko/random'
import { readNodeConfig } from './config.ts'
import { withDevelopmentDefaults } from './development-environment.ts'
import { authMigrations, backendMigrations } from './migrations.ts'
import { startOrStop, startProcess } from './node-process.ts'
import { openDatabase, startDatabases } from './open-database.ts'
import { openOwnRates } from './rates/open-own-rates.ts'
import { startAuth } from './wire-auth.ts'
import { startBackend } from './wire-backend.ts'

/** `kivuko up`: runs every part of the node in one process until it is told to stop. */
export async function runUp(processEnv: Environment): Promise<undefined> {
  const env = await withDevelopmentDefaults({ env: processEnv, random: systemRandom })
  const configured = readNodeConfig(env)
  const { config } = configured
  const node = startProcess('kivuko', configured)
  await startOrStop(node, async () => {
    const startedMs = node.clock.monotonicMs()
    const given = { backend: config.databaseUrl, auth: config.authDatabaseUrl }
    const embedded = await startDatabases(node, { config, databases: given })
    const open = async (name: 'backend' | 'auth') =>
      await openDatabase(node, {
        config,
        name,
        url: given[name] ?? embedded?.url(name) ?? '',
        sets: name === 'backend' ? backendMigrations : authMigrations,
      })
    const [backendDatabase, authDatabase] = await Promise.all([open('backend'), open('auth')])
    // In one process the resource server asks about tokens without a request.
    const introspection = await startAuth(node, { config, postgres: authDatabase })
    const board = await openOwnRates(node, { config, env })
    await startBackend(node, { config, postgres: backendDatabase, introspection, board })
    node.log.info('the node is ready', {
      tookMs: Math.round(node.clock.monotonicMs() - startedMs),
      admin: `http://${config.host}:${config.adminPort}/graphql`,
      openPayments: config.openPaymentsUrl,
      dataDir: config.dataDir,
    })
  })
}
