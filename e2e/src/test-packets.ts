import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  deserializeIlpPrepare,
  deserializeIlpReply,
  type IlpPrepare,
  type IlpReply,
  serializeIlpFulfill,
  serializeIlpPrepare,
} from 'ilp-packet'
import { waitFor } from '@kivuko/testing'

const fulfillment = Buffer.alloc(32, 7)
const condition = createHash('sha256').update(fulfillment).digest()

/** A next hop that fulfils every packet that `packetTo` makes. */
export interface FulfillingPeer extends AsyncDisposable {
  readonly url: string
  readonly prepares: readonly IlpPrepare[]
  /** How long it thinks from now on. */
  delayMs: number
}

/** Starts one on a free port. */
export async function startFulfillingPeer(): Promise<FulfillingPeer> {
  const prepares: IlpPrepare[] = []
  const server = createServer((request, response) => {
    void buffer(request).then(async (bytes) => {
      prepares.push(deserializeIlpPrepare(bytes))
      if (peer.delayMs > 0) await sleep(peer.delayMs)
      response.writeHead(200, { 'content-type': 'application/octet-stream' })
      response.end(serializeIlpFulfill({ fulfillment, data: Buffer.alloc(0) }))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const peer: FulfillingPeer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    prepares,
    delayMs: 0,
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
  return peer
}

/** A packet that a `FulfillingPeer` fulfils. */
export function packetTo(destination: string, amount = 100): Uint8Array<ArrayBuffer> {
  const packet = serializeIlpPrepare({
    amount: String(amount),
    destination,
    executionCondition: condition,
    expiresAt: new Date(Date.now() + 20_000),
    data: Buffer.alloc(50, 1),
  })
  return Uint8Array.from(packet)
}

/** Posts a packet as a peer with this token does, and gives the HTTP answer. */
export async function postPacket(
  url: string,
  { token, packet }: { readonly token: string; readonly packet: Uint8Array<ArrayBuffer> },
): Promise<Response> {
  return await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream' },
    body: packet,
  })
}

/** Waits until a node takes packets from the peer with this token: a second, says the node. */
export async function untilKnown(url: string, token: string): Promise<void> {
  const isKnown = async (): Promise<boolean> => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'text/plain' }
    // A peer is told that a text is no packet, anybody else nothing.
    return (await fetch(url, { method: 'POST', headers, body: 'hello' })).status === 400
  }
  await waitFor(isKnown, { what: 'the new peer to be known', timeoutMs: peerChangeMsMax })
}

/** How soon a change of a peer takes effect. */
export const peerChangeMsMax = 1_000

/** What became of a packet: `fulfilled`, or the code of the reject. */
export async function outcomeOf(response: Response): Promise<string> {
  if (response.status !== 200) return `HTTP ${response.status}`
  const reply: IlpReply = deserializeIlpReply(Buffer.from(await response.arrayBuffer()))
  return 'code' in reply ? reply.code : 'fulfilled'
}
