import type { RateBoard } from '@kivuko/adapter-rates'
import type { Environment } from '@kivuko/config'
import type { NodeProcess } from '../node-process.ts'
import type { BoardSettings } from './open-rate-board.ts'

/** What a node is told of its rates, which may come from elsewhere. */
export type OwnRatesSettings = Omit<BoardSettings, 'ratesConfig'> & {
  readonly ratesConfig: string | undefined
}

/**
 * A node's own board of rates, where `RATES_CONFIG` is set; it waits to be told the node's assets.
 * Adapters are loaded only then: a node
 * without them is quicker to start.
 */
export async function openOwnRates(
  node: NodeProcess,
  { config, env }: { readonly config: OwnRatesSettings; readonly env: Environment },
): Promise<RateBoard | undefined> {
  const { ratesConfig } = config
  if (ratesConfig === undefined) return undefined
  const { openRateBoard } = await import('./open-rate-board.ts')
  return await openRateBoard(node, { config: { ...config, ratesConfig }, env, followsAssets: true })
}
