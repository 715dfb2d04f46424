import { type Load, percentiles } from './drive-load.ts'

/** A load, and the memory of what was under it. */
export interface WeighedLoad extends Load {
  /** Resident memory right after it. */
  readonly rssMb?: number
}

/**
 * Loads several targets in turn, round after round, so that whatever else the machine does meets
 * all of them alike. Gives the middle one of each figure of a target, its largest memory, and all
 * of its errors.
 */
export async function medianLoads<Target>(options: {
  readonly rounds: number
  readonly targets: readonly Target[]
  readonly load: (target: Target, round: number) => Promise<WeighedLoad>
}): Promise<(target: Target) => WeighedLoad> {
  const { rounds, targets, load } = options
  const found = new Map(targets.map((target): [Target, WeighedLoad[]] => [target, []]))
  for (let round = 0; round < rounds; round += 1) {
    for (const [target, loads] of found) loads.push(await load(target, round))
  }
  return (target) => medianOf(found.get(target) ?? [])
}

function medianOf(loads: readonly WeighedLoad[]): WeighedLoad {
  const middle = (figure: (load: Load) => number): number => percentiles(loads.map(figure)).p50Ms
  const sum = (figure: (load: Load) => number): number =>
    loads.reduce((total, load) => total + figure(load), 0)
  const firstError = loads.find((load) => load.firstError !== undefined)?.firstError
  const memory = loads.flatMap(({ rssMb }) => rssMb ?? [])
  return {
    perSec: middle(({ perSec }) => perSec),
    p50Ms: middle(({ p50Ms }) => p50Ms),
    p99Ms: middle(({ p99Ms }) => p99Ms),
    errors: sum(({ errors }) => errors),
    ...(firstError !== undefined && { firstError }),
    completed: sum(({ completed }) => completed),
    ...(memory.length > 0 && { rssMb: Math.max(...memory) }),
  }
}
