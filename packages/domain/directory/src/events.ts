import type { Log } from '@kivuko/log'
import type { Metrics } from '@kivuko/metrics'

/** What is logged and counted of the directory: one call for each business event. */
export function createDirectoryEvents({ log, metrics }: { log: Log; metrics: Metrics }) {
  const low = (kind: string) =>
    metrics.counter({
      name: 'kivuko_liquidity_low_total',
      help: 'Times that the liquidity of an asset or a peer fell to its threshold.',
      labels: { kind },
    })
  const lows = { asset: low('asset'), peer: low('peer') }
  return {
    liquidityLow(account: { kind: 'asset' | 'peer'; id: string; liquidity: bigint }): void {
      lows[account.kind].add()
      log.warn('liquidity is low', account)
    },
    alertsFailed(err: unknown): void {
      log.error('liquidity alerts cannot reach their store', { err })
    },
  }
}
