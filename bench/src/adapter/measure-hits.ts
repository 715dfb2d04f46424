import { medianLoads, type WeighedLoad } from '../median-loads.ts'
import {
  atLeastPerSec,
  atLeastTimes,
  type Bar,
  type Measurement,
  memoryWithinMb,
  nearlyAllWithinMs,
} from '../measurement.ts'
import type { AdapterGround } from './adapter-ground.ts'
import { frameworkName } from './install-framework.ts'
import { type HitTarget, openHitTargets } from './open-hit-targets.ts'

const headline = 50

/** Rounds of loads; what counts is the middle one of a target's. */
const rounds = 5

/** Of the time that a load is to be measured, in each round. */
const roundShare = 0.3

/** The first requests of a process are slow: code is compiled, connections are made. */
const warmUpMs = 2_000

/** In later rounds there are but the connections to be made. */
const againMs = 300

/** After so many requests an adapter must be what it was. */
const manyRequests = 1_000_000

/** How long they are sent before it is counted how many are left. */
const fillMs = 1_000

const hits = 'adapter-hits'

const underLoad = memoryWithinMb(120)

/** Answers that are at hand, and what they are held against. The headline comes last. */
export async function* measureHits(at: AdapterGround): AsyncIterable<Measurement> {
  const { adapter, bare, framework, manyKeys, veteran } = await openHitTargets(at)
  const compared = framework === undefined ? [] : [framework]

  const one = await measureInTurn(at, 1, [adapter, ...compared, bare])
  for (const other of compared) yield rowOf('framework-hits', 1, one(other))
  yield {
    ...rowOf(hits, 1, one(adapter)),
    limitPerSec: one(bare).perSec,
    bars: [atLeastPerSec(10_000), ...compared.map((other) => fasterThan(one(other)))],
  }

  await askOften(at, veteran)
  const targets = [adapter, ...compared, bare, manyKeys, veteran]
  const many = await measureInTurn(at, headline, targets)
  const asFast = atLeastTimes(0.9, { what: 'one key', ...many(adapter) })
  yield { ...rowOf(`${hits}-1000-keys`, headline, many(manyKeys)), bars: [asFast] }
  yield { ...rowOf(`${hits}-after-million`, headline, many(veteran)), bars: [asFast, underLoad] }
  for (const other of compared) yield rowOf('framework-hits', headline, many(other))
  yield {
    ...rowOf(hits, headline, many(adapter)),
    limitPerSec: many(bare).perSec,
    bars: [
      atLeastPerSec(25_000),
      nearlyAllWithinMs(6),
      ...compared.map((other) => fasterThan(many(other))),
      underLoad,
    ],
  }
}

function rowOf(name: string, concurrency: number, load: WeighedLoad): Measurement {
  const { completed: _, ...found } = load
  return { name, concurrency, ...found }
}

function fasterThan({ perSec }: WeighedLoad): Bar {
  return atLeastTimes(1.8, { what: frameworkName, perSec })
}

async function measureInTurn(
  at: AdapterGround,
  connections: number,
  targets: readonly HitTarget[],
): Promise<(target: HitTarget) => WeighedLoad> {
  const measureMs = at.ground.measureMs * roundShare
  return await medianLoads({
    rounds,
    targets,
    load: async ({ url, coins, rssMb }, round) => {
      const times = { warmUpMs: round === 0 ? warmUpMs : againMs, measureMs }
      const load = await at.generator.drive({ urls: [url], coins, connections, ...times })
      return rssMb === undefined ? load : { ...load, rssMb: await rssMb() }
    },
  })
}

/** Keeps an adapter busy until it has answered many requests. */
async function askOften({ generator }: AdapterGround, { url, coins }: HitTarget): Promise<void> {
  const times = { warmUpMs: 0, measureMs: fillMs }
  let answered = 0
  while (answered < manyRequests) {
    const load = await generator.drive({ urls: [url], coins, connections: headline, ...times })
    if (load.firstError !== undefined) throw new Error(load.firstError)
    answered += load.completed
  }
}
