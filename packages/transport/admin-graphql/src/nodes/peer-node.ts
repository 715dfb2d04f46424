import type { Peer, TenantId } from '@kivuko/directory'
import type { Peer as WholePeer } from '../generated/admin-types.generated.ts'
import { type AssetNode, assetNode } from './asset-node.ts'
import { dateText } from './date-text.ts'

/** A peer without the fields that cost a look-up. */
export interface PeerNode extends Omit<WholePeer, 'asset' | 'liquidity' | 'tenant'> {
  readonly tenantId: TenantId
  readonly asset: AssetNode
}

/** Writes a peer. The ASE gets the outgoing token in clear: it gave it. */
export function peerNode(peer: Peer): PeerNode {
  const { endpoint, authToken } = peer.outgoing
  return {
    id: peer.id,
    tenantId: peer.tenantId,
    asset: assetNode(peer.asset),
    staticIlpAddress: peer.staticIlpAddress,
    http: { outgoing: { endpoint, authToken: authToken.reveal() } },
    name: peer.name ?? null,
    maxPacketAmount: peer.maxPacketAmount?.toString() ?? null,
    liquidityThreshold: peer.liquidityThreshold?.toString() ?? null,
    routes: peer.routes,
    createdAt: dateText(peer.createdAtMs),
  }
}
