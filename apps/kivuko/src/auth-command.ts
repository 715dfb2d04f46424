import type { Environment } from '@kivuko/config'
import { readAuthConfig } from './config.ts'
import { authMigrations } from './migrations.ts'
import { startOrStop, startProcess } from './node-process.ts'
import { openDatabase, startDatabases } from './open-database.ts'
import { startAuth } from './wire-auth.ts'

/** `kivuko auth`: runs the authorization server until it is told to stop. */
export async function runAuth(env: Environment): Promise<undefined> {
  const configured = readAuthConfig(env)
  const { config } = configured
  const node = startProcess('kivuko-auth', configured)
  await startOrStop(node, async () => {
    const databases = { auth: config.authDatabaseUrl }
    const embedded = await startDatabases(node, { config, databases })
    const url = config.authDatabaseUrl ?? embedded?.url('auth') ?? ''
    const postgres = await openDatabase(node, { config, name: 'auth', url, sets: authMigrations })
    await startAuth(node, { config, postgres })
    node.log.info('the authorization server is ready', { url: config.authServerUrl })
  })
}
