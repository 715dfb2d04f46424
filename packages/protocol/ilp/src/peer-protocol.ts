/*
 * Constants of the protocols between neighbours, whose packets go to `peer.*` and never further
 * (RFC 31, 38).
 */
import { type IlpAddress, parseIlpAddress } from './address.ts'

/** Fulfils every peer packet: 32 zero bytes. Shared: never write to it. */
export const peerFulfillment: Uint8Array = new Uint8Array(32)

/** The condition of every peer packet: SHA-256 of the fulfillment. Shared: never write to it. */
export const peerCondition: Uint8Array = Buffer.from(
  '66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925',
  'hex',
)

/** Time that the requester of a peer protocol gives its neighbour to answer. */
export const peerRequestMs = 60_000

/** Where the peer protocols are addressed. `settle` and `heartbeat` may carry further segments. */
export const peerAddresses = {
  config: parseIlpAddress('peer.config'),
  routeControl: parseIlpAddress('peer.route.control'),
  routeUpdate: parseIlpAddress('peer.route.update'),
  settle: parseIlpAddress('peer.settle'),
  heartbeat: parseIlpAddress('peer.heartbeat'),
  auth: parseIlpAddress('peer.auth'),
} as const

/** Says whether a packet to `address` ends at the neighbour; such a packet is never forwarded. */
export function isPeerAddress(address: IlpAddress): boolean {
  return address.startsWith('peer.')
}
