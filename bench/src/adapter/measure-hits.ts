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
const rounds = 3

/** The first requests of a process are slow: code is compiled, connections are made. */
const warmUpMs = 2_000

/** In later rounds there are but the connections to be made. */
const againMs = 300

/** After so many requests an adapter must be what it was. */
const manyRequests = 1_000_000

/** At a time. */
const fillMs = 1_000

const underLoad = memoryWithinMb(120)

/** Answers that are at hand, and what they are held against. The headline comes last. */
export async function* measureHits(at: AdapterGround): AsyncIterable<Measurement> {
  const { adapter, bare, framework, manyKeys } = await openHitTargets(at)
  const compared = framework === undefined ? [] : [framework]

  const one = await measureInTurn(at, 1, [adapter, ...compared, bare])
  const many = await measureInTurn(at, headline, [adapter, ...compared, bare, manyKeys])
  await askUpTo(at, adapter, one(adapter).completed + many(adapter).completed)
  const after = await measureInTurn(at, headline, [adapter])

  const asBefore = [atLeastTimes(0.9, { what: 'one key', ...many(adapter) }), underLoad]
  const name = 'adapter-hits'
  for (const other of compared) yield rowOf('framework-hits', 1, one(other))
  yield {
    ...rowOf(name, 1, one(adapter)),
    limitPerSec: one(bare).perSec,
    bars: [atLeastPerSec(10_000), ...compared.map((other) => fasterThan(one(other)))],
  }
  yield { ...rowOf(`${name}-1000-keys`, headline, many(manyKeys)), bars: asBefore }
  yield { ...rowOf(`${name}-after-million`, headline, after(adapter)), bars: asBefore }
  for (const other of compared) yield rowOf('framework-hits', headline, many(other))
  yield {
    ...rowOf(name, headline, many(adapter)),
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
  const measureMs = at.ground.measureMs / 2
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

/** Keeps an adapter busy until it has answered so many requests in all. */
async function askUpTo(
  { generator }: AdapterGround,
  { url, coins }: HitTarget,
  answered: number,
): Promise<void> {
  let all = answered
  while (all < manyRequests) {
    const times = { warmUpMs: 0, measureMs: fillMs }
    const load = await generator.drive({ urls: [url], coins, connections: headline, ...times })
    if (load.firstError !== undefined) throw new Error(load.firstError)
    all += load.completed
  }
}
