import { lstat, mkdir, rmdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ServerFolder } from './server-folder.ts'
import { giveToServer, isReachable, serverUid } from './server-user.ts'

/** What the kernel takes as the path of a Unix socket: 107 bytes on Linux, 103 on macOS. */
const SOCKET_PATH_BYTES_MAX = 103

/** The name that Postgres gives its socket, for the port that is only a name here. */
export const SOCKET_NAME = '.s.PGSQL.5432'

/**
 * Makes the folder for the socket of the server on `dataDir`: always the same for the same data,
 * short whatever the path of the data, open to the server's user only.
 */
export async function makeSocketFolder({ name }: ServerFolder): Promise<string> {
  const folder = join(await socketRoot(name), name)
  try {
    await mkdir(folder, { mode: 0o700 })
    await giveToServer(folder)
  } catch (error) {
    await requirePrivate(folder, error)
  }
  return folder
}

/** Removes the folder, unless a server is still using it. */
export async function removeSocketFolder(folder: string): Promise<void> {
  await rmdir(folder).catch(() => {})
}

async function socketRoot(name: string): Promise<string> {
  for (const root of [tmpdir(), '/tmp']) {
    const path = join(root, name, SOCKET_NAME)
    if (Buffer.byteLength(path) <= SOCKET_PATH_BYTES_MAX && (await isReachable(root))) return root
  }
  throw new Error('no folder for the socket of the embedded Postgres: /tmp cannot be used')
}

/** Anybody may make folders in the place for temporary ones: ours is only ours if it says so. */
async function requirePrivate(folder: string, cause: unknown): Promise<void> {
  const found = await lstat(folder)
  const isPrivate = found.isDirectory() && (found.mode & 0o077) === 0
  if (isPrivate && found.uid === serverUid()) return
  throw new Error(`${folder} belongs to somebody else: remove it`, { cause })
}
