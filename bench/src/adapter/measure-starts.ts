import { join } from 'node:path'
import type { Environment } from '@kivuko/config'
import { percentiles } from '../drive-load.ts'
import { type Bar, type Measurement, medianWithinMs, memoryWithinMb } from '../measurement.ts'
import type { AdapterGround } from './adapter-ground.ts'
import {
  type AdapterProgram,
  kivukoAdapter,
  type RunningAdapter,
  startAdapter,
} from './start-adapter.ts'

/** Starts of one program. */
const startsCount = 7

/** How long adapters are left alone before their memory is read. */
const idleMs = 3_000

const bars: readonly Bar[] = [medianWithinMs(250), memoryWithinMb(75)]

/** From the start of a process to its first 200, and its memory when it has nothing to do. */
export async function* measureStarts(at: AdapterGround): AsyncIterable<Measurement> {
  const { framework, ground } = at
  if (framework !== undefined) {
    yield await startOften(at, { name: 'framework-start', program: framework })
  }
  const program = kivukoAdapter
  const settings = { NODE_COMPILE_CACHE: join(ground.folder, 'compiled') }
  const compiled = await startOften(at, { name: 'adapter-start-compiled', program, settings })
  yield { ...compiled, bars }
  yield { ...(await startOften(at, { name: 'adapter-start', program })), bars }
}

async function startOften(
  { ground, provider }: AdapterGround,
  options: { name: string; program: AdapterProgram; settings?: Environment },
): Promise<Measurement> {
  const { name, program, settings = {} } = options
  const started: RunningAdapter[] = []
  while (started.length < startsCount) {
    const which = { name: `start-${started.length + 1}`, providerUrl: provider.url, settings }
    started.push(await startAdapter(ground, program, which))
  }
  await ground.clock.sleep(idleMs)
  const rssMb = await Promise.all(started.map((adapter) => adapter.rssMb()))
  await Promise.all(started.map((adapter) => adapter.stop()))
  return {
    name,
    concurrency: 1,
    ...percentiles(started.map(({ startMs }) => startMs)),
    rssMb: percentiles(rssMb).p50Ms,
    errors: 0,
  }
}
