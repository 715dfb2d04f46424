import type { Environment } from '@kivuko/config'
import { freePort } from '@kivuko/testing'
import type { Ground } from '../ground.ts'
import { profiling } from '../profiling.ts'
import { residentMemoryMb } from '../resident-memory.ts'
import type { AdapterProgram } from './adapter-program.ts'

/** An adapter in a process of its own. */
export interface RunningAdapter {
  /** Where requests go. */
  readonly url: string
  /** From the start of the process until it was ready. */
  readonly startMs: number
  rssMb(): Promise<number>
  stop(): Promise<void>
}

/** Starts an adapter on free ports, and waits until it is ready. */
export async function startAdapter(
  ground: Ground,
  program: AdapterProgram,
  options: { name: string; providerUrl: string; settings?: Environment },
): Promise<RunningAdapter> {
  const { providerUrl, settings } = options
  const name = `${program.name}-${options.name}`
  const port = await freePort()
  const metricsPort = await freePort()
  const url = `http://127.0.0.1:${port}/`
  const startedMs = ground.clock.monotonicMs()
  const started = await ground.start({
    name,
    args: program.args,
    nodeOptions: [...(program.nodeOptions ?? []), ...profiling(ground, name)],
    settings: {
      EA_PORT: String(port),
      METRICS_PORT: String(metricsPort),
      PRICE_URL: providerUrl,
      // Not that of the bench.
      NODE_COMPILE_CACHE: undefined,
      ...program.settings,
      ...settings,
    },
  })
  await started.ready(`${url}${program.readyPath}`)
  return {
    url,
    startMs: ground.clock.monotonicMs() - startedMs,
    rssMb: () => residentMemoryMb(started.pid),
    async stop() {
      await started.stop()
    },
  }
}
