import type { AccountId } from '@kivuko/ledger'
import { makeRatio, type Ratio } from '@kivuko/money'
import type { ProbedPath, SenderFailure, StreamCredentials } from '@kivuko/stream'
import type { Asset, TenantId } from '@kivuko/directory'

/** Whose path is probed, and where to. */
export interface PathToProbe {
  /** Names the packets' sender; its account is not touched. */
  readonly accountId: AccountId
  readonly asset: Asset
  readonly tenantId: TenantId
  readonly credentials: StreamCredentials
  readonly destinationAsset: { readonly code: string; readonly scale: number }
}

/** Finds out what a path delivers, by packets that nothing can fulfil. */
export interface PathProbe {
  probe(path: PathToProbe): Promise<ProbedPath | SenderFailure>
}

/**
 * Whether a payment is sure to arrive at the probed rate: every packet, rounded down on its way,
 * must bring its minimum, and all of them the amount. One packet may lack the unit that rounding
 * takes.
 */
export function isDeliverable(payment: {
  readonly sendAmount: bigint
  readonly receiveAmount: bigint
  readonly minExchangeRate: Ratio
  readonly path: Pick<ProbedPath, 'rate' | 'maxPacketAmount'>
}): boolean {
  const { sendAmount, receiveAmount, minExchangeRate: rate, path } = payment
  const packet = sendAmount < path.maxPacketAmount ? sendAmount : path.maxPacketAmount
  if (packet <= 0n) return false
  const [whole, rest] = [sendAmount / packet, sendAmount % packet]
  const perPacket = down(packet, path.rate.low)
  const isAlone = whole === 1n && rest === 0n
  if (perPacket < up(isAlone ? packet - 1n : packet, rate)) return false
  return whole * perPacket + down(rest, path.rate.low) >= receiveAmount
}

/** A rate as ratios are kept. */
export function toRatio({ num, den }: { readonly num: bigint; readonly den: bigint }): Ratio {
  return makeRatio(num, den)
}

function down(amount: bigint, { num, den }: Ratio): bigint {
  return (amount * num) / den
}

function up(amount: bigint, { num, den }: Ratio): bigint {
  return (amount * num + den - 1n) / den
}
