import { fileURLToPath } from 'node:url'
import { freePort } from '@kivuko/testing'
import { systemRandom } from '@kivuko/random'
import type { AdminApi } from './admin-api.ts'
import type { Bench } from './bench.ts'
import { driveLoad, type Load } from './drive-load.ts'
import type { Ground } from './ground.ts'
import { type KivukoNode, startNode } from './kivuko-node.ts'
import { atLeastOfLimit, atLeastPerSec, type Measurement } from './measurement.ts'
import { createAsset, createPeer, peerLiquidity } from './node-objects.ts'
import {
  createPacketSender,
  packetAmount,
  packetContentType,
  packetTo,
  startFulfillingPeer,
} from './packets.ts'
import { createPoster } from './poster.ts'
import { startRatesServer } from './rates-server.ts'

const concurrencies = [16, 64] as const
const headline = 64

/**
 * Packets from one peer to another over HTTP, every transfer on disk before its Fulfill goes back.
 * The limit is a program that passes the same packets on to the same peer and does nothing else.
 */
export const forward: Bench = {
  name: 'forward',
  about: 'packets between two peers over HTTP, through a node',
  async *run(ground) {
    await using peer = await startFulfillingPeer()
    await using rates = await startRatesServer({ USD: 1, EUR: 0.5 })
    const settings = { EXCHANGE_RATES_URL: rates.url }
    const node = await startNode(ground, { name: 'forwarder', settings })
    await using admin = node.openAdmin(1)
    const peers = await setUpPeers(admin, peer.url)
    const bareUrl = await startBareForwarder(ground, peer.url)

    yield await measure(ground, { node, admin, to: peers.other, concurrency: headline })
    for (const concurrency of concurrencies) {
      const measured = await measure(ground, { node, admin, to: peers.same, concurrency })
      const bare = await load(ground, { url: bareUrl, destination: 'test.bare', concurrency })
      const bars = concurrency === headline ? [atLeastPerSec(3_000), atLeastOfLimit(0.2)] : []
      yield { ...measured, limitPerSec: bare.perSec, bars }
    }
  },
}

/** A peer that packets are sent to. */
interface Recipient {
  readonly name: string
  readonly id: string
  readonly ilpAddress: string
  /** What it gets of each packet. */
  readonly amount: bigint
}

async function setUpPeers(admin: AdminApi, endpoint: string) {
  const random = systemRandom
  const usd = await createAsset(admin, { code: 'USD', random })
  const eur = await createAsset(admin, { code: 'EUR', random })
  const add = (name: string, assetId: string) =>
    createPeer(admin, {
      assetId,
      ilpAddress: `test.${name}`,
      endpoint,
      incomingToken: `${name}-in`,
      outgoingToken: `${name}-out`,
    })
  await add('sender', usd)
  const same: Recipient = {
    name: 'forward',
    id: await add('same', usd),
    ilpAddress: 'test.same',
    amount: packetAmount,
  }
  const other: Recipient = {
    name: 'forward-cross-currency',
    id: await add('other', eur),
    ilpAddress: 'test.other',
    amount: packetAmount / 2n,
  }
  return { same, other }
}

async function startBareForwarder(ground: Ground, peerUrl: string): Promise<string> {
  const port = await freePort()
  const started = await ground.start({
    name: 'bare-forwarder',
    args: [fileURLToPath(new URL('./bare-forwarder.ts', import.meta.url)), String(port), peerUrl],
  })
  const url = `http://127.0.0.1:${port}`
  await started.ready(url)
  return url
}

async function measure(
  ground: Ground,
  run: { node: KivukoNode; admin: AdminApi; to: Recipient; concurrency: number },
): Promise<Measurement> {
  const { node, admin, to, concurrency } = run
  const before = await peerLiquidity(admin, to.id)
  const destination = `${to.ilpAddress}.account`
  const { completed, ...found } = await load(ground, {
    url: node.connectorUrl,
    destination,
    concurrency,
  })
  const booked = (await peerLiquidity(admin, to.id)) - before
  const due = BigInt(completed) * to.amount
  await node.checkBooks()
  if (booked !== due) throw new Error(`${to.name}: ${booked} was booked and ${due} fulfilled`)
  return { name: to.name, concurrency, ...found, rssMb: await node.rssMb() }
}

async function load(
  { clock, measureMs }: Ground,
  run: { url: string; destination: string; concurrency: number },
): Promise<Load> {
  await using poster = createPoster({
    url: run.url,
    connections: run.concurrency,
    headers: { authorization: 'Bearer sender-in', 'content-type': packetContentType },
  })
  const packet = packetTo(run.destination)
  const send = createPacketSender({ clock, poster, packet })
  return await driveLoad({ clock, concurrency: run.concurrency, warmUpMs, measureMs, task: send })
}

/** The first packets of a process are slow: code is compiled, connections are made. */
const warmUpMs = 2_000
