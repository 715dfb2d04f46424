import { createRatesServer } from '@kivuko/adapter-rates'
import type { Environment } from '@kivuko/config'
import { readRatesServerConfig } from './config.ts'
import { openServers, startOrStop, startProcess } from './node-process.ts'
import { firstRatesMsMax } from './rates/board-rate-source.ts'
import { followNode } from './rates/follow-node.ts'
import { openRateBoard } from './rates/open-rate-board.ts'

/** `kivuko rates`: makes rates of adapters' prices, and serves them, until it is told to stop. */
export async function runRates(env: Environment): Promise<undefined> {
  const configured = readRatesServerConfig(env)
  const { config } = configured
  const node = startProcess('kivuko-rates', configured)
  await startOrStop(node, async () => {
    const followsAssets = config.nodeAdminUrl !== undefined
    const board = await openRateBoard(node, { config, env, followsAssets })
    const server = createRatesServer({ ...node, board })
    const following = followNode(node, { config, board })
    await Promise.all([board.started(firstRatesMsMax), following])
    await openServers(node, config, [[server, config.ratesPort]])
    node.log.info('rates are served', { port: config.ratesPort, withoutRate: board.omitted() })
  })
}
