import { fileURLToPath } from 'node:url'
import { parseIlpAddress } from '@kivuko/ilp'
import { systemRandom } from '@kivuko/random'
import { createStreamReceiver } from '@kivuko/stream'
import { freePort } from '@kivuko/testing'
import type { AdminApi } from './admin-api.ts'
import type { Bench } from './bench.ts'
import { startAse } from './ase.ts'
import { driveLoad, type Load } from './drive-load.ts'
import type { Ground } from './ground.ts'
import { type KivukoNode, startNode } from './kivuko-node.ts'
import { atLeastPerSec, type Measurement } from './measurement.ts'
import {
  assetScale,
  createAsset,
  createIncomingPayment,
  createPeer,
  createWalletAddress,
  receivedBy,
} from './node-objects.ts'
import {
  createPacketSender,
  type EndlessPacket,
  packetAmount,
  packetContentType,
  streamPacketTo,
} from './packets.ts'
import { createPoster } from './poster.ts'

const concurrencies = [16, 64] as const
const headline = 64

/**
 * Packets from a peer that end at the node's STREAM receiver, each worker paying an incoming
 * payment of its own, every transfer on disk before its Fulfill goes back. The limit is a program
 * that answers every packet with the same Fulfill.
 */
export const receive: Bench = {
  name: 'receive',
  about: 'packets that end at the STREAM receiver of a node, over HTTP',
  async *run(ground) {
    await using ase = await startAse({ clock: ground.clock, random: systemRandom })
    const settings = { WEBHOOK_URL: ase.webhookUrl }
    const node = await startNode(ground, { name: 'receiver', settings })
    await using admin = node.openAdmin(1)
    const payments = await setUpPayments(admin, node)
    const bareUrl = await startBareReceiver(ground)

    for (const concurrency of concurrencies) {
      const measured = await measure(ground, { node, admin, payments, concurrency })
      const bare = await load(ground, { url: bareUrl, payments, concurrency })
      const bars = concurrency === headline ? [atLeastPerSec(3_000)] : []
      yield { ...measured, limitPerSec: bare.perSec, bars }
    }
  },
}

/** An incoming payment, and a packet into it. */
interface Payment {
  readonly id: string
  readonly packet: EndlessPacket
}

async function setUpPayments(admin: AdminApi, node: KivukoNode): Promise<readonly Payment[]> {
  const assetId = await createAsset(admin, { code: 'USD', random: systemRandom })
  await createPeer(admin, {
    assetId,
    ilpAddress: 'test.sender',
    endpoint: 'http://127.0.0.1:9/', // Nothing is ever sent to it.
    incomingToken: 'sender-in',
    outgoingToken: 'sender-out',
  })
  const address = node.walletAddress('receiver')
  const walletAddressId = await createWalletAddress(admin, { assetId, address })
  const receiver = streamReceiverOf(node)
  const payments: Payment[] = []
  while (payments.length < headline) {
    const id = await createIncomingPayment(admin, walletAddressId)
    const asset = { code: 'USD', scale: assetScale }
    const credentials = receiver.credentials({ paymentTag: id, asset })
    payments.push({ id, packet: streamPacketTo(credentials, systemRandom) })
  }
  return payments
}

/** The receiver that the node has inside: whoever knows its secret can make credentials for it. */
function streamReceiverOf({ secrets, ilpAddress }: KivukoNode) {
  return createStreamReceiver({
    serverSecret: Buffer.from(secrets.streamSecret, 'base64'),
    serverAddress: parseIlpAddress(ilpAddress),
    randomBytes: (length) => systemRandom.bytes(length),
  })
}

async function startBareReceiver(ground: Ground): Promise<string> {
  const port = await freePort()
  const program = fileURLToPath(new URL('./bare-receiver.ts', import.meta.url))
  const started = await ground.start({ name: 'bare-receiver', args: [program, String(port)] })
  const url = `http://127.0.0.1:${port}`
  await started.ready(url)
  return url
}

async function measure(
  ground: Ground,
  run: { node: KivukoNode; admin: AdminApi; payments: readonly Payment[]; concurrency: number },
): Promise<Measurement> {
  const { node, admin, payments, concurrency } = run
  const before = await receivedByAll(admin, payments)
  const { completed, ...found } = await load(ground, {
    url: node.connectorUrl,
    payments,
    concurrency,
  })
  const booked = (await receivedByAll(admin, payments)) - before
  const due = BigInt(completed) * packetAmount
  await node.checkBooks()
  if (booked !== due) throw new Error(`receive: ${booked} was booked and ${due} fulfilled`)
  return { name: 'receive', concurrency, ...found, rssMb: await node.rssMb() }
}

async function receivedByAll(admin: AdminApi, payments: readonly Payment[]): Promise<bigint> {
  const amounts = await Promise.all(payments.map(({ id }) => receivedBy(admin, id)))
  return amounts.reduce((sum, amount) => sum + amount, 0n)
}

async function load(
  { clock, measureMs }: Ground,
  run: { url: string; payments: readonly Payment[]; concurrency: number },
): Promise<Load> {
  const { concurrency } = run
  await using poster = createPoster({
    url: run.url,
    connections: concurrency,
    headers: { authorization: 'Bearer sender-in', 'content-type': packetContentType },
  })
  const senders = run.payments.map(({ packet }) => createPacketSender({ clock, poster, packet }))
  return await driveLoad({
    clock,
    concurrency,
    warmUpMs,
    measureMs,
    task: async (worker) => await senders[worker % senders.length]?.(),
  })
}

/** The first packets of a process are slow: code is compiled, connections are made. */
const warmUpMs = 2_000
