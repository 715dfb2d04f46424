import { systemClock } from '@kivuko/clock'
import { ConfigError, type Environment } from '@kivuko/config'
import { createShutdown } from '@kivuko/http'
import { createLog, type Log } from '@kivuko/log'
import type { Adapter } from './create-adapter.ts'
import { startAdapters } from './start-adapters.ts'
import type { AdapterWorld } from './start/adapter-world.ts'

/** The process that adapters run in. */
export interface AdapterProcess {
  /** Calls back on SIGTERM and SIGINT. */
  onSignal(listener: (signal: string) => void): void
  exit(code: number): void
}

/** Time for everything to stop: as much as common hosts give before they kill. */
const GRACE_MS = 25_000

/**
 * Runs adapters as a program of their own: serves them until SIGTERM or SIGINT, then answers what
 * is underway, leaves its sources and exits 0. Whatever keeps them from being started is logged in
 * words, every wrong setting in one go, and the process exits 1.
 */
export async function runAdapters(
  definitions: readonly [Adapter, ...Adapter[]],
  env: Environment,
  world: Partial<AdapterWorld> & { readonly process?: AdapterProcess } = {},
): Promise<void> {
  const { process: ownProcess = thisProcess, ...given } = world
  const clock = given.clock ?? systemClock
  const log = given.log ?? createLog({ level: 'info' })
  try {
    const running = await startAdapters(definitions, env, given)
    const shutdown = createShutdown({ log, clock, graceMs: GRACE_MS, exit: ownProcess.exit })
    shutdown.register('adapters', running)
    ownProcess.onSignal((signal) => shutdown.onSignal(signal))
    try {
      log.info('Adapters are ready', { ...(await running.listen()) })
    } catch (error) {
      await shutdown.stop()
      throw error
    }
  } catch (error) {
    tell(log, error)
    ownProcess.exit(1)
  }
}

/** The operator's mistakes need no stack. */
function tell(log: Log, error: unknown): void {
  if (error instanceof ConfigError) {
    for (const { variable, message } of error.problems) log.error(message, { variable })
  } else if (error instanceof Error && isAboutPorts(error)) log.error(error.message)
  else log.error('The adapters cannot be started', { err: error })
}

function isAboutPorts({ cause }: Error): boolean {
  return cause instanceof Error && 'syscall' in cause && cause.syscall === 'listen'
}

const thisProcess: AdapterProcess = {
  onSignal: (listener) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, listener)
  },
  exit: (code) => process.exit(code),
}
