import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Clock } from '@kivuko/clock'

const LOCK_FILE = 'lock'
const OWNER_FILE = 'owner'

/** SQLite's result code for a lock that somebody else holds. */
const SQLITE_BUSY = 5

const POLL_MS = 20

interface LockOptions {
  readonly folder: string
  readonly clock: Clock
  /** How long a process that is just stopping may take to give the folder up. */
  readonly waitMs: number
}

/**
 * Takes `folder` for this process alone, until disposed. Throws, naming the owner, when another
 * process, or another caller in this one, keeps it.
 *
 * SQLite locks the file with `fcntl`, which Node has no call for: the kernel lets go of such a lock
 * when its process ends, however it ends, so there is nothing stale to be told apart from the
 * living.
 */
export async function lockFolder({ folder, clock, waitMs }: LockOptions): Promise<Disposable> {
  const untilMs = clock.monotonicMs() + waitMs
  for (;;) {
    const lock = tryLock(join(folder, LOCK_FILE))
    if (lock !== undefined) {
      await writeFile(join(folder, OWNER_FILE), `${process.pid}\n`)
      return lock
    }
    if (clock.monotonicMs() >= untilMs) throw await inUse(folder)
    await clock.sleep(POLL_MS)
  }
}

function tryLock(path: string): Disposable | undefined {
  const database = new DatabaseSync(path, { timeout: 0 })
  try {
    database.exec('BEGIN EXCLUSIVE')
    return { [Symbol.dispose]: () => database.close() }
  } catch (error) {
    database.close()
    if (error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY)
      return undefined
    throw error
  }
}

async function inUse(folder: string): Promise<Error> {
  const owner = await readFile(join(folder, OWNER_FILE), 'utf8').catch(() => 'unknown')
  return new Error(`the data folder ${folder} is in use by process ${owner.trim()}`)
}
