import { Secret } from '@kivuko/log'
import pg from 'pg'
import { isDuplicateDatabase } from './errors.ts'

const CONNECT_TIMEOUT_MS = 5_000

/**
 * Creates the database `name` on the server of `adminUrl`, whose user may create databases, unless
 * it is there; gives its URL.
 */
export async function ensureDatabase(adminUrl: string | Secret, name: string): Promise<Secret> {
  const url = adminUrl instanceof Secret ? adminUrl.reveal() : adminUrl
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  })
  await client.connect()
  try {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name])
    if (rowCount === 0) await client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`)
  } catch (error) {
    if (!isDuplicateDatabase(error)) throw error
  } finally {
    await client.end()
  }
  return new Secret(databaseUrl(url, name))
}

/** `url` with its database replaced by `name`. */
function databaseUrl(url: string, name: string): string {
  return url.replace(/^(\w+:\/\/[^/?#]*)(\/[^?#]*)?/, (_all, server: string) => {
    return `${server}/${encodeURI(name)}`
  })
}
