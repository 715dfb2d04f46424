import { z } from 'zod'
import { type AdminClient, mustHave } from './admin-client.ts'
import type { PlannedPeer } from './seed-plan.ts'

type Peer = PlannedPeer & { readonly assetId: string }

/** Finds or makes a peer; one that has moved since, or has another token, is changed. */
export async function ensurePeer(admin: AdminClient, peer: Peer): Promise<void> {
  const { ilpAddress, assetId } = peer
  const found = mustHave(await admin.run(findPeer, { ilpAddress, assetId }, foundData))
  const known = found.peerByAddressAndAsset
  if (known === null) {
    mustHave(await admin.run(createPeer, { input: newPeer(peer) }, z.unknown()))
    return
  }
  const { endpoint, authToken } = known.http.outgoing
  if (endpoint === peer.endpoint && authToken === peer.outgoingToken.reveal()) return
  const input = { id: known.id, http: httpOf(peer) }
  mustHave(await admin.run(updatePeer, { input }, z.unknown()))
}

function newPeer(peer: Peer) {
  return {
    staticIlpAddress: peer.ilpAddress,
    assetId: peer.assetId,
    name: peer.name,
    http: httpOf(peer),
    initialLiquidity: peer.liquidity.toString(),
  }
}

function httpOf({ endpoint, incomingToken, outgoingToken }: Peer) {
  return {
    incoming: { authTokens: [incomingToken.reveal()] },
    outgoing: { endpoint, authToken: outgoingToken.reveal() },
  }
}

const findPeer = `query ($ilpAddress: String!, $assetId: String!) {
  peerByAddressAndAsset(staticIlpAddress: $ilpAddress, assetId: $assetId) {
    id http { outgoing { endpoint authToken } }
  }
}`
const foundData = z.object({
  peerByAddressAndAsset: z
    .object({
      id: z.string(),
      http: z.object({ outgoing: z.object({ endpoint: z.string(), authToken: z.string() }) }),
    })
    .nullable(),
})

const createPeer = `mutation ($input: CreatePeerInput!) {
  createPeer(input: $input) { peer { id } }
}`

const updatePeer = `mutation ($input: UpdatePeerInput!) {
  updatePeer(input: $input) { peer { id } }
}`
