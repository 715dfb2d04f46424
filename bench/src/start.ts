import type { Bench } from './bench.ts'
import { percentiles } from './drive-load.ts'
import type { Ground } from './ground.ts'
import { startNode } from './kivuko-node.ts'
import { type Measurement, medianWithinMs, memoryWithinMb } from './measurement.ts'

/** Folders that a node is started on; each once without data and once with them. */
const foldersCount = 3

/** How long a node is left alone before its memory is read. */
const idleMs = 3_000

/**
 * `kivuko up` from its start to the moment when it is ready: with a folder that is still empty, and
 * with the data of a run before.
 */
export const start: Bench = {
  name: 'start',
  about: 'start to ready, and the memory of a node that has nothing to do',
  async *run(ground) {
    const again: Measurement[] = []
    const fresh: Measurement[] = []
    for (let number = 1; number <= foldersCount; number += 1) {
      const name = `node-${number}`
      fresh.push(await startOnce(ground, { name, as: 'start' }))
      again.push(await startOnce(ground, { name, as: 'start-existing' }))
    }
    yield median(again, 2_500)
    yield median(fresh, 2_500)
  },
}

async function startOnce(
  ground: Ground,
  { name, as }: { name: string; as: string },
): Promise<Measurement> {
  const node = await startNode(ground, { name })
  await ground.clock.sleep(idleMs)
  const rssMb = await node.rssMb()
  await node.stop()
  return { name: as, concurrency: 1, p50Ms: node.startMs, p99Ms: node.startMs, rssMb, errors: 0 }
}

function median(starts: readonly Measurement[], p50MsMax: number): Measurement {
  const [first] = starts
  if (first === undefined) throw new Error('nothing was started')
  return {
    ...first,
    ...percentiles(starts.map(({ p50Ms }) => p50Ms)),
    rssMb: percentiles(starts.map(({ rssMb = 0 }) => rssMb)).p50Ms,
    bars: [medianWithinMs(p50MsMax), memoryWithinMb(200)],
  }
}
