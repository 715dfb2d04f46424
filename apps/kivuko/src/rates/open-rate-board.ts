import { createRateBoard, type RateBoard, readRatesConfig } from '@kivuko/adapter-rates'
import type { Environment } from '@kivuko/config'
import type { NodeProcess } from '../node-process.ts'
import { loadAdapters } from './load-adapters.ts'
import { openAdapters } from './open-adapters.ts'
import { readRatesFile } from './read-rates-file.ts'

/** What a board is told by settings. */
export interface BoardSettings {
  readonly ratesConfig: string
  readonly ratesRefreshMs: number
  readonly ratesMaxAgeMs: number
}

/**
 * Runs the adapters that `RATES_CONFIG` names, and makes rates of their prices until the process
 * stops. `env` is for the adapters' own settings; `followsAssets` when somebody will tell the board
 * between which assets. Throws an error that lists all that is wrong with the file.
 */
export async function openRateBoard(
  node: NodeProcess,
  options: {
    readonly config: BoardSettings
    readonly env: Environment
    readonly followsAssets?: boolean
  },
): Promise<RateBoard> {
  const { clock, log, metrics, shutdown } = node
  const { config, env, followsAssets = false } = options
  const { path, ...file } = await readRatesFile(config.ratesConfig)
  const loaded = await loadAdapters(file.adapters)
  const isAdapter = (name: string) => file.names.has(name)
  const read = readRatesConfig(file.rates, { isAdapter, followsAssets })
  const problems = [
    ...file.problems,
    ...loaded.problems,
    ...('config' in read ? [] : read.problems),
  ]
  if (problems.length > 0) {
    throw new Error(`RATES_CONFIG: ${path} cannot be used:\n  ${problems.join('\n  ')}`)
  }
  const adapters = await openAdapters(node, { adapters: loaded.adapters, env })
  const board = createRateBoard({
    clock,
    log,
    metrics,
    config: file.rates,
    adapter: (name) => adapters.get(name),
    followsAssets,
    refreshMs: config.ratesRefreshMs,
    maxAgeMs: config.ratesMaxAgeMs,
  })
  // Before the adapters that it asks.
  shutdown.register('rates of adapters', board)
  return board
}
