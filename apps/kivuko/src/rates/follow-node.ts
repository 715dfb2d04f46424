import type { RateBoard } from '@kivuko/adapter-rates'
import { createHttpClient } from '@kivuko/http'
import type { RatesServerConfig } from '../config.ts'
import type { NodeProcess } from '../node-process.ts'
import { firstRatesMsMax } from './board-rate-source.ts'
import { followAssets } from './follow-assets.ts'
import { type NodePlace, readNodeAssets } from './read-node-assets.ts'

/** How often a node is asked for its assets. */
const nodeAssetsReadMs = 5_000

/**
 * Keeps a board's assets as a node has them, where `NODE_ADMIN_URL` says which. Resolves when they
 * were read for the first time, or could not be, and after a second at most.
 */
export async function followNode(
  node: NodeProcess,
  { board, config }: { readonly board: RateBoard; readonly config: RatesServerConfig },
): Promise<void> {
  const { clock, log, random, shutdown } = node
  const place = placeOf(config)
  if (place === undefined) return
  if (board.namesAssets) {
    log.warn('NODE_ADMIN_URL has no effect: RATES_CONFIG names its assets')
    return
  }
  const http = createHttpClient({ clock })
  shutdown.register('client of the node', http)
  const read = (signal: AbortSignal) => readNodeAssets({ clock, http, random }, place, signal)
  const following = followAssets({ clock, log, board, read, everyMs: nodeAssetsReadMs })
  shutdown.register("the node's assets", following)
  const waiting = new AbortController()
  const given = clock.sleep(firstRatesMsMax, waiting.signal).catch(() => undefined)
  await Promise.race([following.first, given])
  waiting.abort()
}

function placeOf(config: RatesServerConfig): NodePlace | undefined {
  const { nodeAdminUrl: url, nodeTenantId: tenantId, nodeAdminSecret: secret } = config
  if (url === undefined || tenantId === undefined || secret === undefined) return undefined
  return { url, tenantId, secret, version: config.nodeSignatureVersion }
}
