/*
 * `node bare-forwarder.ts PORT PEER_URL`: passes every body on and its answer back, and does
 * nothing else: what HTTP alone costs on this machine.
 */
import { startAnsweringServer } from './answering-server.ts'
import { packetContentType } from './packets.ts'
import { createPoster } from './poster.ts'

const [port, peerUrl = ''] = process.argv.slice(2)
const peer = createPoster({
  url: peerUrl,
  connections: 64,
  headers: { authorization: 'Bearer outgoing', 'content-type': packetContentType },
})
await startAnsweringServer({
  port: Number(port),
  contentType: packetContentType,
  answer: (body) => peer.post(body),
})
