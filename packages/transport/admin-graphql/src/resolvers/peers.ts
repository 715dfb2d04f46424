import type { AssetId, PeerChange, PeerId } from '@kivuko/directory'
import { isUuid } from '@kivuko/open-payments'
import { accountLiquidity } from '../account-liquidity.ts'
import type { AdminPorts } from '../admin-ports.ts'
import { type Caller, listedTenant, scopeOf } from '../caller.ts'
import type { Resolvers } from '../generated/admin-resolvers.generated.ts'
import type {
  CreatePeerInput,
  DeletePeerInput,
  UpdatePeerInput,
} from '../generated/admin-types.generated.ts'
import { given } from '../given.ts'
import { type PeerNode, peerNode } from '../nodes/peer-node.ts'
import { connection, readPageArguments } from '../paging.ts'
import { readId } from '../read-id.ts'
import { accepted, found } from '../refusal.ts'
import { tenantOf } from './tenants.ts'

type Ports = Pick<AdminPorts, 'peers' | 'directory'>

/** Answers what concerns peers. */
export function peerResolvers(ports: Ports) {
  const { peers } = ports
  return {
    Query: {
      async peer(_parent, { id }, { caller }) {
        const peer = await peers.get(readId(id, 'peer'), scopeOf(caller))
        return peerNode(found(peer, 'peer'))
      },
      peerByAddressAndAsset: (_parent, wanted, { caller }) => byAddress(ports, wanted, caller),
      async peers(_parent, args, { caller }) {
        const tenantId = listedTenant(caller, args.tenantId)
        return connection(await peers.list(tenantId, readPageArguments(args)), peerNode)
      },
    },
    Mutation: {
      createPeer: (_parent, { input }, { caller }) => createPeer(ports, input, caller),
      updatePeer: (_parent, { input }, { caller }) => updatePeer(ports, input, caller),
      deletePeer: (_parent, { input }, { caller }) => deletePeer(ports, input, caller),
    },
    Peer: { liquidity: accountLiquidity, tenant: tenantOf(ports) },
  } satisfies Resolvers
}

async function byAddress(
  { peers }: Ports,
  { staticIlpAddress, assetId }: { staticIlpAddress: string; assetId: string },
  caller: Caller,
): Promise<PeerNode | null> {
  if (!isUuid(assetId)) return null
  const id = readId<AssetId>(assetId, 'asset')
  const wanted = given({ staticIlpAddress, assetId: id, tenantId: scopeOf(caller) })
  const peer = await peers.byAddressAndAsset(wanted)
  return peer === undefined ? null : peerNode(peer)
}

async function createPeer(
  { peers }: Ports,
  input: CreatePeerInput,
  caller: Caller,
): Promise<{ peer: PeerNode }> {
  const { staticIlpAddress, name, maxPacketAmount, liquidityThreshold, initialLiquidity } = input
  const peer = given({
    tenantId: scopeOf(caller),
    assetId: readId<AssetId>(input.assetId, 'asset'),
    staticIlpAddress,
    incomingTokens: input.http.incoming?.authTokens,
    outgoing: input.http.outgoing,
    name,
    maxPacketAmount,
    liquidityThreshold,
    initialLiquidity,
    routes: input.routes,
  })
  return { peer: peerNode(accepted(await peers.create(peer))) }
}

async function updatePeer(
  { peers }: Ports,
  input: UpdatePeerInput,
  caller: Caller,
): Promise<{ peer: PeerNode }> {
  const { staticIlpAddress, name, maxPacketAmount, liquidityThreshold, routes } = input
  const change: PeerChange = given({
    id: readId<PeerId>(input.id, 'peer'),
    tenantId: scopeOf(caller),
    staticIlpAddress,
    incomingTokens: input.http?.incoming?.authTokens,
    outgoing: input.http?.outgoing,
    name,
    maxPacketAmount,
    liquidityThreshold,
    routes,
  })
  return { peer: peerNode(accepted(await peers.update(change))) }
}

async function deletePeer(
  { peers }: Ports,
  input: DeletePeerInput,
  caller: Caller,
): Promise<{ success: boolean }> {
  const isDeleted = await peers.delete(readId(input.id, 'peer'), scopeOf(caller))
  return { success: found(isDeleted || undefined, 'peer') }
}
