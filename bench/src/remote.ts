import { systemRandom } from '@kivuko/random'
import { startAse } from './ase.ts'
import { bareRemotePayment } from './bare-call.ts'
import type { Bench } from './bench.ts'
import { type KivukoNode, startNode } from './kivuko-node.ts'
import { measurePayments, paymentsAtOnceMax } from './measure-payments.ts'
import { createAsset, createPeer, createWalletAddress } from './node-objects.ts'

/**
 * Payments from a node to another: the receiver by Open Payments, the money by ILP over HTTP. The
 * limit: the same requests, webhooks and commits between two bare programs.
 */
export const remote: Bench = {
  name: 'remote',
  about: 'payments between two nodes, with webhooks and funding',
  async *run(ground) {
    const ports = { clock: ground.clock, random: systemRandom }
    await using sendersAse = await startAse(ports)
    await using receiversAse = await startAse(ports)
    const from = await startNode(ground, {
      name: 'sender',
      settings: { WEBHOOK_URL: sendersAse.webhookUrl },
    })
    const to = await startNode(ground, {
      name: 'receiver',
      settings: { WEBHOOK_URL: receiversAse.webhookUrl },
    })
    await using admin = from.openAdmin(paymentsAtOnceMax)
    sendersAse.fundThrough(admin)
    const senderId = await setUpNode(from, { peer: to, wallet: 'sender' })
    await setUpNode(to, { peer: from, wallet: 'receiver' })
    const receiverUrl = to.walletAddress('receiver')
    yield* measurePayments(ground, {
      name: 'remote',
      nodes: [from, to],
      plan: { admin, ase: sendersAse, senderId, receiverUrl, assetCode: 'USD' },
      bare: { payment: bareRemotePayment, programs: 2 },
      perSecMin: 50,
      p50MsMax: 120,
    })
  },
}

/** Gives a node its asset, the other node as peer, and a wallet address, whose id it returns. */
async function setUpNode(
  node: KivukoNode,
  { peer, wallet }: { peer: KivukoNode; wallet: string },
): Promise<string> {
  await using admin = node.openAdmin(1)
  const assetId = await createAsset(admin, { code: 'USD', random: systemRandom })
  await createPeer(admin, {
    assetId,
    ilpAddress: peer.ilpAddress,
    endpoint: peer.connectorUrl,
    incomingToken: `${peer.name}-to-${node.name}`,
    outgoingToken: `${node.name}-to-${peer.name}`,
  })
  return await createWalletAddress(admin, { assetId, address: node.walletAddress(wallet) })
}
