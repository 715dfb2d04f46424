import { join } from 'node:path'
import { percentiles } from '../drive-load.ts'
import { type Bar, type Measurement, medianWithinMs, memoryWithinMb } from '../measurement.ts'
import type { AdapterGround } from './adapter-ground.ts'
import { type AdapterProgram, sourceAdapter } from './adapter-program.ts'
import { countFrom } from './coins.ts'
import { type RunningAdapter, startAdapter } from './start-adapter.ts'

/** Starts of each program; the first one finds nothing in the machine's caches. */
const startsCount = 7

/** Processes of each program that are left alone before their memory is read. */
const idleCount = 3

const idleMs = 3_000

const bars: readonly Bar[] = [medianWithinMs(250), memoryWithinMb(75)]

/** From the start of a process to its first 200, and its memory when it has nothing to do. */
export async function* measureStarts(at: AdapterGround): AsyncIterable<Measurement> {
  const { adapter, framework, ground } = at
  if (framework !== undefined) yield await measureStart(at, 'framework-start', framework)
  const source = sourceAdapter(join(ground.folder, 'compiled'))
  yield { ...(await measureStart(at, 'adapter-start-source', source)), bars }
  yield { ...(await measureStart(at, 'adapter-start', adapter)), bars }
}

async function measureStart(
  { ground, provider }: AdapterGround,
  name: string,
  program: AdapterProgram,
): Promise<Measurement> {
  const start = (as: string) =>
    startAdapter(ground, program, { name: as, providerUrl: provider.url })
  const tookMs: number[] = []
  for (const number of countFrom(1, startsCount)) {
    const started = await start(`start-${number}`)
    tookMs.push(started.startMs)
    await started.stop()
  }
  const idle: RunningAdapter[] = []
  for (const number of countFrom(1, idleCount)) idle.push(await start(`idle-${number}`))
  await ground.clock.sleep(idleMs)
  const rssMb = await Promise.all(idle.map((adapter) => adapter.rssMb()))
  await Promise.all(idle.map((adapter) => adapter.stop()))
  return {
    name,
    concurrency: 1,
    ...percentiles(tookMs),
    rssMb: percentiles(rssMb).p50Ms,
    errors: 0,
  }
}
