import { createIntrospectionClient } from '@kivuko/auth-api'
import type { Environment } from '@kivuko/config'
import { createHttpClient } from '@kivuko/http'
import { readBackendConfig } from './config.ts'
import { backendMigrations } from './migrations.ts'
import { startOrStop, startProcess } from './node-process.ts'
import { openDatabase, startDatabases } from './open-database.ts'
import { openOwnRates } from './rates/open-own-rates.ts'
import { startBackend } from './wire-backend.ts'

/**
 * `kivuko backend`: runs connector, payments and APIs until it is told to stop; asks `kivuko auth`
 * about tokens.
 */
export async function runBackend(env: Environment): Promise<undefined> {
  const configured = readBackendConfig(env)
  const { config } = configured
  const node = startProcess('kivuko-backend', configured)
  await startOrStop(node, async () => {
    const databases = { backend: config.databaseUrl }
    const embedded = await startDatabases(node, { config, databases })
    const url = config.databaseUrl ?? embedded?.url('backend') ?? ''
    const sets = backendMigrations
    const postgres = await openDatabase(node, { config, name: 'backend', url, sets })
    const http = createHttpClient({ clock: node.clock })
    node.shutdown.register('introspection client', http)
    const introspection = createIntrospectionClient({
      http,
      url: config.authServerIntrospectionUrl,
    })
    const board = await openOwnRates(node, { config, env })
    await startBackend(node, { config, postgres, introspection, board })
    node.log.info('the backend is ready', { openPayments: config.openPaymentsUrl })
  })
}
