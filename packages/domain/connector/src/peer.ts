import type { IlpAddress } from '@kivuko/ilp'
import type { RouteQuery } from '@kivuko/routing'
import type { Endpoint } from './endpoint.ts'
import type { LocalReceiver } from './local-receiver.ts'
import type { Party } from './party.ts'
import type { ExpiryTerms } from './rules/reduce-expiry.ts'
import type { Rule } from './rules/rule.ts'
import type { TokenBucketTerms } from './token-bucket.ts'

/** What a peer is allowed. Everything left out has a default. */
export interface PeerLimits extends Partial<ExpiryTerms> {
  /** In the peer's asset; no limit if left out. */
  readonly maxPacketAmount?: bigint
  /** Packets that it may send; `off` for no limit. */
  readonly rateLimit?: TokenBucketTerms | 'off'
  /** Packets underway from it, and to it. */
  readonly inFlightMax?: number
}

/** Another node. */
export interface RemotePeer extends Party {
  readonly kind: 'remote'
  readonly id: string
  readonly endpoint: Endpoint
  readonly limits?: PeerLimits
  /** The address that this node lends it, if it is a child: what IL-DCP (RFC 31) tells it. */
  readonly childAddress?: IlpAddress
}

/** A receiver in this node. */
export interface LocalPeer {
  readonly kind: 'local'
  readonly id: string
  readonly receiver: LocalReceiver
  readonly limits?: Pick<PeerLimits, 'maxHoldMs' | 'inFlightMax'>
}

/** Everything that packets go to is a peer. */
export type PeerRecord = RemotePeer | LocalPeer

/** Who sent a packet: a remote peer, or a sender in this node. */
export interface Source extends Party {
  readonly id: string
  readonly local: boolean
  /**
   * A question rather than a payment: it converts and is forwarded, but no money is held for it.
   */
  readonly probe: boolean
  readonly incoming: readonly Rule[]
  readonly query: RouteQuery
  readonly childAddress?: IlpAddress | undefined
}

/** A peer with its rules made. Replaced as a whole when its record changes, between two packets. */
export interface KnownPeer {
  readonly record: PeerRecord
  /** How it sends; `undefined` for receivers in this node. */
  readonly source: Source | undefined
  /** The rules of packets that go to it. */
  readonly outgoing: readonly Rule[]
  readonly expiry: ExpiryTerms
}
