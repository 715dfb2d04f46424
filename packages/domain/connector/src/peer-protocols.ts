/*
 * Packets between neighbours, addressed to `peer.*`. Spoken here: IL-DCP (RFC 31), which tells a
 * child its address and asset. The Fulfill's data:
 *
 * | field         | bytes                   |
 * |---------------|-------------------------|
 * | clientAddress | var octet string, ASCII |
 * | assetScale    | UInt8                   |
 * | assetCode     | var octet string, UTF-8 |
 */
import {
  createOerWriter,
  encodeFulfill,
  peerAddresses,
  peerCondition,
  peerFulfillment,
  writeUint8,
  writeVarText,
  writtenBytes,
} from '@kivuko/ilp'
import type { PrepareView } from '@kivuko/ilp'
import type { Source } from './peer.ts'
import { refusals } from './refusal.ts'
import type { Refusal } from './refusal.ts'

/** Answers a packet to `peer.*`, which is never forwarded: with a Fulfill, or a refusal. */
export function answerPeerProtocol(view: PrepareView, source: Source): Uint8Array | Refusal {
  switch (view.destination) {
    case peerAddresses.config:
      return answerConfig(view, source)
    case peerAddresses.routeControl:
    case peerAddresses.routeUpdate:
      return refusals.peerProtocolNotSpoken
    default:
      return refusals.peerProtocolUnknown
  }
}

function answerConfig(view: PrepareView, source: Source): Uint8Array | Refusal {
  if (source.childAddress === undefined) return refusals.peerProtocolNotSpoken
  if (Buffer.compare(view.condition, peerCondition) !== 0) return refusals.wrongPeerCondition
  const writer = createOerWriter()
  writeVarText(writer, source.childAddress)
  writeUint8(writer, source.asset.scale)
  writeVarText(writer, source.asset.code)
  return encodeFulfill({ fulfillment: peerFulfillment, data: writtenBytes(writer) })
}
