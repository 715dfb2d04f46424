import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import { isReachable, otherUser } from './server-user.ts'

/** The programs see nothing of our environment: no locale, no secrets, no PG* variables. */
const ENVIRONMENT = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }

interface ServerProcessOptions {
  readonly program: string
  /** Arguments after `-D folder`. */
  readonly args: readonly string[]
  /** The data folder, as a real path. */
  readonly cluster: string
  readonly stdio: SpawnOptions['stdio']
}

/**
 * Starts a program of the server on its data folder, as the server's user, in a session of its own.
 */
export async function spawnServerProcess(options: ServerProcessOptions): Promise<ChildProcess> {
  const { program, args, cluster, stdio } = options
  const child = spawn(program, [...(await dataArguments(cluster)), ...args], {
    ...otherUser(),
    cwd: cluster,
    env: ENVIRONMENT,
    stdio,
    // Control-C in a terminal reaches the whole group: the server must live until we have finished.
    detached: true,
  })
  await once(child, 'spawn')
  return child
}

/**
 * How to name the data folder. When root keeps it under a folder that is closed to the server's
 * user (its home, as a rule), the path is of no use to that user; but a process enters its working
 * folder while it is still root, and on Linux this name leads there without passing the closed
 * folder again.
 */
export async function dataArguments(cluster: string): Promise<readonly string[]> {
  if (await isReachable(cluster).catch(() => false)) return ['-D', cluster]
  if (process.platform === 'linux') return ['-D', '/proc/self/cwd']
  throw new Error(`the server's user cannot come to ${cluster}: choose another data folder`)
}
