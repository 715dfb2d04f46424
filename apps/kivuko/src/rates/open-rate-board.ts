import { createRateBoard, type RateBoard } from '@kivuko/adapter-rates'
import type { Environment } from '@kivuko/config'
import type { NodeProcess } from '../node-process.ts'
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
 * stops. `env` is for the adapters' own settings.
 */
export async function openRateBoard(
  node: NodeProcess,
  { config, env }: { readonly config: BoardSettings; readonly env: Environment },
): Promise<RateBoard> {
  const { clock, log, metrics, shutdown } = node
  const file = await readRatesFile(config.ratesConfig)
  const adapters = await openAdapters(node, { places: file.adapters, env })
  const board = createRateBoard({
    clock,
    log,
    metrics,
    config: file.rates,
    adapter: (name) => adapters.get(name),
    refreshMs: config.ratesRefreshMs,
    maxAgeMs: config.ratesMaxAgeMs,
  })
  // Before the adapters that it asks.
  shutdown.register('rates of adapters', board)
  return board
}
