import { type Clock, systemClock } from '@kivuko/clock'
import { createShutdown, type HttpServer, type Shutdown } from '@kivuko/http'
import { createLog, type Log, silentLog } from '@kivuko/log'
import { createMetrics, type Metrics, observeProcess } from '@kivuko/metrics'
import { type Random, systemRandom } from '@kivuko/random'
import type { Configured } from './config.ts'

/** The world of one process: what every part of the node is given. */
export interface NodeProcess {
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly metrics: Metrics
  readonly shutdown: Shutdown
}

/** What a process has to know of its configuration. */
interface ProcessSettings {
  readonly logLevel: LogLevelName
  readonly graceMs: number
  /** Which of several nodes it is, in every log line. */
  readonly instanceName?: string
}

/**
 * Sets a process up: logs what the operator should know, and stops everything on SIGINT and
 * SIGTERM.
 */
export function startProcess(
  name: string,
  { config, warnings }: Configured<ProcessSettings>,
): NodeProcess {
  const { instanceName: instance } = config
  const ownLog = openLog(name, config.logLevel)
  const log = instance === undefined ? ownLog : ownLog.with({ instance })
  const metrics = createMetrics()
  for (const warning of warnings) log.warn(warning)
  const shutdown = createShutdown({ log, clock: systemClock, graceMs: config.graceMs + stopMsMax })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => shutdown.onSignal(signal))
  }
  // A node that another program runs as its child does not outlive it.
  process.once('disconnect', () => shutdown.onSignal('disconnect'))
  observeProcess(metrics)
  return { clock: systemClock, random: systemRandom, log, metrics, shutdown }
}

/** Starts what `start` starts; when that fails, stops what is running already and throws on. */
export async function startOrStop({ shutdown }: NodeProcess, start: () => Promise<void>) {
  try {
    await start()
  } catch (error) {
    await shutdown.stop()
    throw error
  }
}

/** Opens servers, each on its port; a stop waits `graceMs` for requests under way at each. */
export async function openServers(
  { shutdown }: NodeProcess,
  config: { readonly host: string; readonly graceMs: number },
  servers: readonly (readonly [HttpServer, port: number])[],
): Promise<void> {
  const { host, graceMs } = config
  for (const [server, port] of servers) {
    shutdown.register('server', { [Symbol.asyncDispose]: () => server.close({ graceMs }) })
    await server.listen({ host, port })
  }
}

/** Time for what is stopped after the servers: work under way, the database. */
const stopMsMax = 10_000

type LogLevelName = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent'

/**
 * Rafiki has more names for levels than there are levels here: the nearest one that logs no less.
 */
function openLog(name: string, level: LogLevelName): Log {
  switch (level) {
    case 'silent':
      return silentLog
    case 'fatal':
      return createLog({ level: 'error', name })
    case 'trace':
      return createLog({ level: 'debug', name })
    default:
      return createLog({ level, name })
  }
}
