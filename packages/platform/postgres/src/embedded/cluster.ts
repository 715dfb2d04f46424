import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { findPostmaster, PID_FILE } from './postmaster.ts'
import type { ServerBinaries } from './server-binaries.ts'
import type { ServerFolder } from './server-folder.ts'
import { spawnServerProcess } from './server-process.ts'
import { giveToServer } from './server-user.ts'

/** The one user of the server. */
export const SUPERUSER = 'kivuko'

/**
 * Characters sort by their code point on every platform, whatever its libraries think of languages.
 */
const INITDB_ARGS = [
  `--username=${SUPERUSER}`,
  '--auth=trust',
  '--encoding=UTF8',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--locale=C',
  '--no-instructions',
]

interface ClusterOptions {
  readonly folder: ServerFolder
  readonly binaries: ServerBinaries
  readonly fsync: boolean
}

/**
 * Makes the server's files when there are none; also, without fsync, after a crash: the machine may
 * have been the one that crashed, and the files damaged.
 */
export async function prepareCluster(options: ClusterOptions): Promise<void> {
  const { folder, binaries, fsync } = options
  const { cluster } = folder
  if (!fsync && (await isCrashed(folder))) await rm(cluster, { recursive: true })
  const version = await readFile(join(cluster, 'PG_VERSION'), 'utf8').catch(() => undefined)
  if (version === undefined) await createCluster(options)
  else requireMajor(cluster, version.trim(), binaries.major)
}

function requireMajor(cluster: string, found: string, expected: string): void {
  if (found === expected) return
  throw new Error(
    `${cluster} was made by Postgres ${found}, and this is Postgres ${expected}: ` +
      'dump it with the old version and restore it with the new one',
  )
}

async function isCrashed(folder: ServerFolder): Promise<boolean> {
  const pidFile = await stat(join(folder.cluster, PID_FILE)).catch(() => undefined)
  return pidFile !== undefined && (await findPostmaster(folder)) === undefined
}

/** Under its name there is only ever a whole cluster: one that was cut short is made again. */
async function createCluster({ folder, binaries, fsync }: ClusterOptions): Promise<void> {
  const draft = `${folder.cluster}.new`
  await rm(draft, { recursive: true, force: true })
  await mkdir(draft, { mode: 0o700 })
  await giveToServer(draft)
  const initdb = await spawnServerProcess({
    program: binaries.initdb,
    args: fsync ? INITDB_ARGS : [...INITDB_ARGS, '--no-sync'],
    cluster: draft,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const closed = new Promise<number | null>((resolve) => initdb.once('close', resolve))
  const complaints = initdb.stderr === null ? '' : await text(initdb.stderr)
  if ((await closed) !== 0) throw new Error(`initdb failed: ${complaints.trim()}`)
  await rename(draft, folder.cluster)
  if (fsync) await syncFolder(folder.dataDir)
}

async function syncFolder(path: string): Promise<void> {
  await using handle = await open(path)
  await handle.sync()
}
