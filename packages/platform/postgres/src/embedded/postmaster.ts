import { execFile } from 'node:child_process'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Clock } from '@kivuko/clock'
import type { ServerFolder } from './server-folder.ts'
import { SOCKET_NAME } from './socket-folder.ts'

/** What a running server tells about itself in its data folder. */
export interface Postmaster {
  readonly pid: number
  readonly socketDir: string
  /** Whether it says that it takes statements. */
  readonly isReady: boolean
  /** The file as it is: a server that reads the same from its own folder is this one. */
  readonly pidFile: string
}

/** Where a running server notes itself in its data folder. */
export const PID_FILE = 'postmaster.pid'

/** A number that no process has: Linux counts to 2^22, macOS not so far. */
const NO_PID = 2 ** 22 + 1

const POLL_MS = 10

/** A server that does not close its sessions within this time is stopped without ceremony. */
const FAST_STOP_MS_MAX = 20_000

/** Then its processes need not even tidy up. */
const IMMEDIATE_STOP_MS_MAX = 5_000

/** The server on the data of `folder`, if one is running. */
export async function findPostmaster(folder: ServerFolder): Promise<Postmaster | undefined> {
  const pidFile = await readFile(join(folder.cluster, PID_FILE), 'utf8').catch(() => '')
  // Lines: process, data folder, start time, port, socket folder, addresses, shared memory, state.
  const lines = pidFile.split('\n')
  const pid = Number(lines[0])
  if (!Number.isSafeInteger(pid) || pid <= 0 || !(await isPostmaster(pid, folder))) return undefined
  return { pid, socketDir: lines[4] ?? '', isReady: lines[7]?.trim() === 'ready', pidFile }
}

/**
 * Whether the process lives and is the server on `folder`: the numbers of processes come again. The
 * command line tells, and anybody may read it; a dead process that nobody has buried has none.
 */
export async function isPostmaster(pid: number, { name }: ServerFolder): Promise<boolean> {
  return (await commandLine(pid)).includes(`cluster_name=${name}`)
}

async function commandLine(pid: number): Promise<string> {
  if (process.platform === 'linux') {
    return await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  }
  return await promisify(execFile)('ps', ['-o', 'command=', '-p', String(pid)]).then(
    ({ stdout }) => stdout,
    () => '',
  )
}

/** Where the files are that keep a second server away. */
interface ServerPlace {
  readonly folder: ServerFolder
  readonly socketDir: string
}

/**
 * Postgres refuses to start while the process named in a left-over lock file exists, though it may
 * be quite another one by now, or a dead one that nobody has buried. From the data folder's file
 * only the number is taken away: with the rest Postgres makes sure that no process of the old
 * server is left in its shared memory. That of the socket says nothing else.
 */
export async function forgetDeadPostmaster(place: ServerPlace): Promise<void> {
  const { folder, socketDir } = place
  await rm(join(socketDir, `${SOCKET_NAME}.lock`), { force: true })
  const path = join(folder.cluster, PID_FILE)
  const pidFile = await readFile(path, 'utf8').catch(() => '')
  if (pidFile === '') return
  await writeFile(path, pidFile.replace(/^\d+/, String(NO_PID)))
}

/** Which server to stop. */
interface StopOptions {
  readonly pid: number
  readonly folder: ServerFolder
  readonly clock: Clock
}

/**
 * Stops the server on `folder`: sessions are cut, what was committed is kept. Harmless when it is
 * gone.
 */
export async function stopPostmaster(options: StopOptions): Promise<void> {
  const { pid, folder, clock } = options
  const gone = async (withinMs: number): Promise<boolean> => {
    const untilMs = clock.monotonicMs() + withinMs
    while (await isPostmaster(pid, folder)) {
      if (clock.monotonicMs() >= untilMs) return false
      await clock.sleep(POLL_MS)
    }
    return true
  }
  if (await gone(0)) return
  signal(pid, 'SIGINT')
  if (await gone(FAST_STOP_MS_MAX)) return
  signal(pid, 'SIGQUIT')
  if (await gone(IMMEDIATE_STOP_MS_MAX)) return
  throw new Error(`the embedded Postgres, process ${pid}, does not stop`)
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    const isGone = error instanceof Error && 'code' in error && error.code === 'ESRCH'
    if (!isGone) throw error
  }
}
