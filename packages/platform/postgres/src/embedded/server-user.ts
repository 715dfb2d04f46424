import { chown, realpath, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Who runs the server. */
export interface ServerUser {
  readonly uid: number
  readonly gid: number
}

/** Postgres refuses to run as root; this user owns nothing else. */
const NOBODY: ServerUser = { uid: 65534, gid: 65534 }

const EXECUTE_OTHERS = 0o001

/** The user to run the server as when it cannot be our own; undefined when it can. */
export function otherUser(): ServerUser | undefined {
  return process.getuid?.() === 0 ? NOBODY : undefined
}

/** The id that files of the server belong to. */
export function serverUid(): number {
  return otherUser()?.uid ?? process.getuid?.() ?? -1
}

/** Gives a file or folder that we have made to the server's user. */
export async function giveToServer(path: string): Promise<void> {
  const user = otherUser()
  if (user !== undefined) await chown(path, user.uid, user.gid)
}

/**
 * Whether the server's user can come to `path`, a folder or program: all its folders let anybody
 * pass.
 */
export async function isReachable(path: string): Promise<boolean> {
  if (otherUser() === undefined) return true
  for (let part = await realpath(path); ; part = dirname(part)) {
    const { mode } = await stat(part)
    if ((mode & EXECUTE_OTHERS) === 0) return false
    if (part === dirname(part)) return true
  }
}
