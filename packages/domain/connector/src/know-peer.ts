import type { Clock } from '@kivuko/clock'
import type { KnownPeer, LocalPeer, PeerLimits, PeerRecord, RemotePeer, Source } from './peer.ts'
import { createInFlightLimit } from './rules/in-flight-limit.ts'
import type { InFlight } from './rules/in-flight-limit.ts'
import { createMaxPacketAmount } from './rules/max-packet-amount.ts'
import { createRateLimit } from './rules/rate-limit.ts'
import { createReduceExpiry } from './rules/reduce-expiry.ts'
import type { Rule } from './rules/rule.ts'
import { createTokenBucket } from './token-bucket.ts'
import type { TokenBucket, TokenBucketTerms } from './token-bucket.ts'

/** The limits of peers whose record leaves them out. */
export const peerLimitsDefault: Required<Omit<PeerLimits, 'maxPacketAmount'>> = {
  minExpirationWindowMs: 1_000,
  maxHoldMs: 30_000,
  rateLimit: { refillCount: 10_000, refillPeriodMs: 60_000 },
  inFlightMax: 4_096,
}

/** What a peer's packets have used of its limits. Stays when its record changes. */
export interface PeerUse {
  readonly from: InFlight
  readonly to: InFlight
  bucket: TokenBucket | undefined
  /** Called when a packet from or to it is over. */
  onOver: () => void
}

/** The use of a peer that is new. */
export function noUse(): PeerUse {
  return { from: { count: 0 }, to: { count: 0 }, bucket: undefined, onOver: () => undefined }
}

/** What making a peer's rules needs. */
export interface KnowPeerOptions {
  readonly clock: Clock
  readonly use: PeerUse
  readonly defaults: typeof peerLimitsDefault
  /** Among equal routes a packet takes the one without a conversion. */
  readonly prefer: (source: RemotePeer) => (peerId: string) => boolean
}

/** Makes the rules of a peer. A rate limit takes over what the one before it had left. */
export function knowPeer(record: PeerRecord, options: KnowPeerOptions): KnownPeer {
  return record.kind === 'remote' ? knowRemote(record, options) : knowLocal(record, options)
}

function knowRemote(record: RemotePeer, options: KnowPeerOptions): KnownPeer {
  const { clock, defaults } = options
  const limits = { ...defaults, ...record.limits }
  const { minExpirationWindowMs, maxHoldMs } = limits
  const expiry = { minExpirationWindowMs, maxHoldMs }
  return {
    record,
    source: sourceOf(record, incomingRules(limits, options), options),
    outgoing: [
      limitInFlight(options.use, 'to', limits.inFlightMax),
      createReduceExpiry(clock, expiry),
    ],
    expiry,
  }
}

/** A receiver in this node needs no time to pass its reply back. */
function knowLocal(record: LocalPeer, { clock, use, defaults }: KnowPeerOptions): KnownPeer {
  const { maxHoldMs, inFlightMax } = { ...defaults, ...record.limits }
  const expiry = { minExpirationWindowMs: 0, maxHoldMs }
  const outgoing = [limitInFlight(use, 'to', inFlightMax), createReduceExpiry(clock, expiry)]
  return { record, source: undefined, outgoing, expiry }
}

function sourceOf(record: RemotePeer, incoming: readonly Rule[], options: KnowPeerOptions): Source {
  const { id, accountId, asset, tenantId, childAddress } = record
  const query = { view: tenantId, exclude: id, prefer: options.prefer(record) }
  return {
    id,
    accountId,
    asset,
    tenantId,
    childAddress,
    query,
    incoming,
    local: false,
    probe: false,
  }
}

function incomingRules(
  limits: PeerLimits & typeof peerLimitsDefault,
  { clock, use }: KnowPeerOptions,
): readonly Rule[] {
  const rules = [limitInFlight(use, 'from', limits.inFlightMax)]
  if (limits.maxPacketAmount !== undefined)
    rules.push(createMaxPacketAmount(limits.maxPacketAmount))
  if (limits.rateLimit === 'off') use.bucket = undefined
  else rules.push(createRateLimit(renewBucket(clock, use, limits.rateLimit)))
  return rules
}

function limitInFlight(use: PeerUse, side: 'from' | 'to', max: number): Rule {
  return createInFlightLimit(use[side], { max, onOver: () => use.onOver() })
}

function renewBucket(clock: Clock, use: PeerUse, terms: TokenBucketTerms): TokenBucket {
  const bucket = createTokenBucket(clock, terms, use.bucket)
  use.bucket = bucket
  return bucket
}
