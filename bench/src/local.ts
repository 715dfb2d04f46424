import { systemRandom } from '@kivuko/random'
import { startAse } from './ase.ts'
import { bareLocalPayment } from './bare-call.ts'
import type { Bench } from './bench.ts'
import { startNode } from './kivuko-node.ts'
import { measurePayments, paymentsAtOnceMax } from './measure-payments.ts'
import { createAsset, createWalletAddress } from './node-objects.ts'

/**
 * Payments between two wallet addresses of one node, by way of the admin API, webhooks and funding
 * included. The limit: the same requests and webhooks, with one commit for each request.
 */
export const local: Bench = {
  name: 'local',
  about: 'payments within a node, with webhooks and funding',
  async *run(ground) {
    await using ase = await startAse({ clock: ground.clock, random: systemRandom })
    const settings = { WEBHOOK_URL: ase.webhookUrl }
    const node = await startNode(ground, { name: 'local', settings })
    await using admin = node.openAdmin(paymentsAtOnceMax)
    ase.fundThrough(admin)
    const assetId = await createAsset(admin, { code: 'USD', random: systemRandom })
    const address = node.walletAddress('sender')
    const senderId = await createWalletAddress(admin, { assetId, address })
    const receiverUrl = node.walletAddress('receiver')
    await createWalletAddress(admin, { assetId, address: receiverUrl })
    yield* measurePayments(ground, {
      name: 'local',
      nodes: [node],
      plan: { admin, ase, senderId, receiverUrl, assetCode: 'USD' },
      bare: { payment: bareLocalPayment, programs: 1 },
      perSecMin: 150,
      p50MsMax: 40,
    })
  },
}
