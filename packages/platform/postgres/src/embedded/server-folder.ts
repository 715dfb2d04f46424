import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { serverUid } from './server-user.ts'

/** The folder that one server lives in, and what follows from its path. */
export interface ServerFolder {
  /** A real path. Our own files about the server are here. */
  readonly dataDir: string
  /** The server's files, in Postgres' words its data folder. */
  readonly cluster: string
  /** Short, and the same for this folder in every run: names its process and its socket. */
  readonly name: string
}

const HASH_CHARACTERS = 16

/** Names the parts of the folder with the real path `dataDir`. */
export function serverFolder(dataDir: string): ServerFolder {
  const hash = createHash('sha256').update(`${serverUid()}:${dataDir}`).digest('hex')
  return {
    dataDir,
    cluster: join(dataDir, 'cluster'),
    name: `kivuko-${hash.slice(0, HASH_CHARACTERS)}`,
  }
}
