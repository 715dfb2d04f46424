import { realpath } from 'node:fs/promises'
import { socketUrl } from './ask-server-postgres.ts'
import { findPostmaster } from './postmaster.ts'
import { serverFolder } from './server-folder.ts'

/**
 * The URL of a database of the embedded server that another process runs on `dataDir`; undefined
 * when none is running there.
 */
export async function findEmbeddedPostgres(
  dataDir: string,
  database: string,
): Promise<string | undefined> {
  const folder = await realpath(dataDir).catch(() => undefined)
  const server = folder === undefined ? undefined : await findPostmaster(serverFolder(folder))
  return server && socketUrl(server.socketDir, database)
}
