import { fileURLToPath } from 'node:url'
import type { Environment } from '@kivuko/config'
import { freePort } from '@kivuko/testing'
import type { Ground } from '../ground.ts'
import { profiling } from '../profiling.ts'
import { residentMemoryMb } from '../resident-memory.ts'

/** What can be started. */
export interface AdapterProgram {
  /** Names its files. */
  readonly name: string
  /** The file and what follows it. */
  readonly args: readonly string[]
  /** 200 as soon as it answers. */
  readonly readyPath: string
}

/** An adapter in a process of its own. */
export interface RunningAdapter {
  /** Where requests go. */
  readonly url: string
  /** From the start of the process until it was ready. */
  readonly startMs: number
  rssMb(): Promise<number>
  stop(): Promise<void>
}

/** Ours. */
export const kivukoAdapter: AdapterProgram = {
  name: 'adapter',
  args: [fileURLToPath(new URL('./serve-price-adapter.ts', import.meta.url))],
  readyPath: 'ready',
}

/** The same on the framework that is installed in a folder. */
export function frameworkAdapter(folder: string): AdapterProgram {
  const file = fileURLToPath(new URL('./framework-adapter.mjs', import.meta.url))
  return { name: 'framework', args: [file, folder], readyPath: 'health' }
}

/** Starts an adapter on free ports, and waits until it is ready. */
export async function startAdapter(
  ground: Ground,
  program: AdapterProgram,
  options: { name: string; providerUrl: string; settings?: Environment },
): Promise<RunningAdapter> {
  const { name, providerUrl, settings } = options
  const port = await freePort()
  const metricsPort = await freePort()
  const url = `http://127.0.0.1:${port}/`
  const startedMs = ground.clock.monotonicMs()
  const started = await ground.start({
    name: `${program.name}-${name}`,
    args: program.args,
    nodeOptions: profiling(ground, `${program.name}-${name}`),
    settings: {
      EA_PORT: String(port),
      METRICS_PORT: String(metricsPort),
      PRICE_URL: providerUrl,
      // Whoever runs an adapter as the guide says has none.
      NODE_COMPILE_CACHE: undefined,
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
