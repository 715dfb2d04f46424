import pg from 'pg'
import { SUPERUSER } from './cluster.ts'

const TIMEOUT_MS = 2_000

/** The URL of a database of the server whose socket is in `socketDir`. */
export function socketUrl(socketDir: string, database: string): string {
  const host = encodeURIComponent(socketDir)
  return `postgres://${SUPERUSER}@localhost/${encodeURI(database)}?host=${host}`
}

/**
 * The pid file that the server behind the socket has in its data folder; rejects when it does not
 * answer.
 */
export async function askPidFile(socketDir: string): Promise<string> {
  const client = new pg.Client({
    connectionString: socketUrl(socketDir, 'postgres'),
    connectionTimeoutMillis: TIMEOUT_MS,
    query_timeout: TIMEOUT_MS,
  })
  client.on('error', () => {})
  await client.connect()
  try {
    const { rows } = await client.query<{ pid_file: string }>(
      `SELECT pg_read_file('postmaster.pid') AS pid_file`,
    )
    return rows[0]?.pid_file ?? ''
  } finally {
    await client.end()
  }
}
