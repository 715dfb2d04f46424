import type { ChildProcess } from 'node:child_process'
import { open, readFile, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '@kivuko/clock'
import type { Log } from '@kivuko/log'
import { askPidFile } from './ask-server-postgres.ts'
import {
  findPostmaster,
  forgetDeadPostmaster,
  type Postmaster,
  stopPostmaster,
} from './postmaster.ts'
import type { ServerBinaries } from './server-binaries.ts'
import type { ServerFolder } from './server-folder.ts'
import { dataArguments, spawnServerProcess } from './server-process.ts'

/** Recovery after a crash comes before the first answer, and may take a while. */
const START_MS_MAX = 120_000

/** Processes of a server whose main process was killed need a moment to notice. */
const LEFTOVERS_MS_MAX = 10_000
const LEFTOVERS = /pre-existing shared memory block|lock file ".*" already exists/

const POLL_MS = 5
const RETRY_MS = 100

/** The server says little: this is months of it. */
const LOG_BYTES_MAX = 1_048_576
const LOG_TAIL_CHARACTERS = 2_000

/** All that is needed to get a server running on a data folder. */
export interface LaunchOptions {
  readonly clock: Clock
  readonly log: Log
  readonly folder: ServerFolder
  readonly socketDir: string
  readonly binaries: ServerBinaries
  readonly args: readonly string[]
}

/**
 * Gives the running server that a killed owner left on the folder, when it answers and was started
 * with the same program and settings. One that was started differently is stopped.
 */
export async function adoptServer(options: LaunchOptions): Promise<Postmaster | undefined> {
  const { clock, log, folder } = options
  const found = await findPostmaster(folder)
  if (found === undefined) return undefined
  if (await isStartedAlike(options)) {
    if (await answers(found, options)) return found
    log.warn('a server was left behind that does not answer: it is stopped', { pid: found.pid })
  }
  await stopPostmaster({ pid: found.pid, folder, clock })
  return undefined
}

/** Starts a server and waits until it has answered a query. */
export async function launchServer(options: LaunchOptions): Promise<Postmaster> {
  const { clock } = options
  const untilMs = clock.monotonicMs() + LEFTOVERS_MS_MAX
  await forgetDeadPostmaster(options)
  for (;;) {
    const logBytes = await rotateLog(options)
    const child = await spawnServer(options)
    const server = await firstAnswer(child, options)
    if (server !== undefined) return server
    const said = await readLog(options, logBytes)
    if (!LEFTOVERS.test(said) || clock.monotonicMs() >= untilMs) {
      throw new Error(`the embedded Postgres did not start: ${said.trim()}`)
    }
    await clock.sleep(RETRY_MS)
  }
}

async function spawnServer({ binaries, args, folder }: LaunchOptions): Promise<ChildProcess> {
  await using logFile = await open(logPath(folder), 'a')
  const child = await spawnServerProcess({
    program: binaries.postgres,
    args,
    cluster: folder.cluster,
    stdio: ['ignore', logFile.fd, logFile.fd],
  })
  child.unref()
  return child
}

/** The server when it answers; undefined when it has given up. */
async function firstAnswer(
  child: ChildProcess,
  options: LaunchOptions,
): Promise<Postmaster | undefined> {
  const untilMs = options.clock.monotonicMs() + START_MS_MAX
  while (child.exitCode === null && child.signalCode === null) {
    const server = await findPostmaster(options.folder)
    if (server !== undefined && server.pid === child.pid && (await answersNow(server))) {
      return server
    }
    if (options.clock.monotonicMs() >= untilMs) {
      child.kill('SIGINT')
      throw new Error(`the embedded Postgres did not answer within ${START_MS_MAX} ms`)
    }
    await options.clock.sleep(POLL_MS)
  }
  return undefined
}

/**
 * Waits for a server that may still be recovering from a crash; false when it ends or takes too
 * long.
 */
async function answers(server: Postmaster, { clock, folder }: LaunchOptions): Promise<boolean> {
  const untilMs = clock.monotonicMs() + START_MS_MAX
  while (clock.monotonicMs() < untilMs) {
    const now = await findPostmaster(folder)
    if (now?.pid !== server.pid) return false
    if (await answersNow(now)) return true
    await clock.sleep(POLL_MS)
  }
  return false
}

/** Whether a query works, and it is this server that is behind the socket. */
async function answersNow(server: Postmaster): Promise<boolean> {
  if (!server.isReady) return false
  try {
    return identity(await askPidFile(server.socketDir)) === identity(server.pidFile)
  } catch {
    return false
  }
}

/**
 * Process, data folder and start time: the lines of a pid file that do not change while it runs.
 */
function identity(pidFile: string): string {
  return pidFile.split('\n').slice(0, 3).join('\n')
}

/** Postgres notes its command line in its data folder. */
async function isStartedAlike({ binaries, args, folder }: LaunchOptions): Promise<boolean> {
  const { cluster } = folder
  const quoted = [...(await dataArguments(cluster)), ...args].map((argument) => ` "${argument}"`)
  const noted = await readFile(join(cluster, 'postmaster.opts'), 'utf8').catch(() => '')
  return noted.trimEnd() === `${binaries.postgres}${quoted.join('')}`
}

function logPath({ dataDir }: ServerFolder): string {
  return join(dataDir, 'server.log')
}

/** Keeps the log and the one before it; gives where in the log the next lines will be. */
async function rotateLog({ folder }: LaunchOptions): Promise<number> {
  const path = logPath(folder)
  const bytes = (await stat(path).catch(() => undefined))?.size ?? 0
  if (bytes < LOG_BYTES_MAX) return bytes
  await rename(path, `${path}.old`)
  return 0
}

async function readLog({ folder }: LaunchOptions, fromByte: number): Promise<string> {
  const bytes = await readFile(logPath(folder))
  return bytes.subarray(fromByte).toString('utf8').slice(-LOG_TAIL_CHARACTERS)
}
