import type { Clock } from '@kivuko/clock'
import type { Connector, LocalSource } from '@kivuko/connector'
import type { Random } from '@kivuko/random'
import { createRateProbe } from '@kivuko/stream'
import type { PathProbe } from '../quotes/path-probe.ts'
import { driveMachine } from './drive-machine.ts'

/** Probes paths through the connector; its packets move no money. */
export function createConnectorPathProbe(options: {
  connector: Pick<Connector, 'inject'>
  clock: Clock
  random: Random
}): PathProbe {
  const { connector, clock, random } = options
  return {
    async probe({ accountId, asset, tenantId, credentials, destinationAsset }) {
      const source: LocalSource = {
        id: `probe:${accountId}`,
        accountId,
        asset: { accountId: asset.accountId, code: asset.code, scale: asset.scale },
        tenantId,
        probe: true,
      }
      const outcome = await driveMachine({
        machine: createRateProbe({
          credentials,
          destinationAsset,
          randomBytes: (length) => random.bytes(length),
        }),
        inject: (action, done) => connector.inject(source, action.prepare, done),
        clock,
      })
      const { kind: _kind, ...found } = outcome
      return found
    },
  }
}
