import type { Connector, Endpoint, PeerLimits } from '@kivuko/connector'
import type { Directory, Peer } from '@kivuko/directory'
import type { Log } from '@kivuko/log'
import type { Routes } from '@kivuko/routing'

/** What is built for a peer while it is there. */
interface FollowedPeer {
  readonly record: Peer
  readonly endpoint: Endpoint & AsyncDisposable
}

/** Keeps the connector's peers and static routes as the directory has them, from now on. */
export function followPeers(options: {
  directory: Directory
  connector: Connector
  routes: Routes
  log: Log
  limits: PeerLimits
  openEndpoint(peer: Peer): Endpoint & AsyncDisposable
}): Disposable {
  const { directory, connector, routes, log } = options
  const followed = new Map<string, FollowedPeer>()

  const follow = () => {
    const peers = directory.peers()
    const ids = new Set<string>(peers.map((peer) => peer.id))
    for (const [id, { endpoint }] of followed) {
      if (ids.has(id)) continue
      followed.delete(id)
      routes.removePeer(id)
      // Packets under way end first: their replies come through the endpoint.
      void connector.removePeer(id).then(() => endpoint[Symbol.asyncDispose]())
    }
    for (const peer of peers) setPeer(peer)
  }

  const setPeer = (peer: Peer) => {
    const former = followed.get(peer.id)
    if (former && sameFor(former.record, peer)) return
    const endpoint =
      former && sameEndpoint(former.record, peer) ? former.endpoint : options.openEndpoint(peer)
    followed.set(peer.id, { record: peer, endpoint })
    const view = peer.tenantId
    const shared = peer.tenantId === directory.operatorId
    routes.setPeer({ id: peer.id, relation: 'peer', view, shared })
    const prefixes = [peer.staticIlpAddress, ...peer.routes]
    const refusal = routes.setRoutes({
      peerId: peer.id,
      source: 'static',
      routes: prefixes.map((prefix) => ({ prefix })),
    })
    if (refusal) log.error('routes of a peer were not taken', { peerId: peer.id, ...refusal })
    connector.setPeer({
      kind: 'remote',
      id: peer.id,
      accountId: peer.accountId,
      asset: peer.asset,
      tenantId: peer.tenantId,
      endpoint,
      limits: {
        ...options.limits,
        ...(peer.maxPacketAmount !== undefined && { maxPacketAmount: peer.maxPacketAmount }),
      },
    })
    if (former && former.endpoint !== endpoint) void former.endpoint[Symbol.asyncDispose]()
  }

  const following = directory.onPeersChanged(follow)
  follow()
  return following
}

function sameEndpoint(one: Peer, other: Peer): boolean {
  return (
    one.outgoing.endpoint === other.outgoing.endpoint &&
    one.outgoing.authToken.equals(other.outgoing.authToken)
  )
}

function sameFor(one: Peer, other: Peer): boolean {
  return (
    sameEndpoint(one, other) &&
    one.staticIlpAddress === other.staticIlpAddress &&
    one.maxPacketAmount === other.maxPacketAmount &&
    one.routes.join(' ') === other.routes.join(' ')
  )
}
