import { type AmountTooLarge, readAmountTooLarge, uint64Max } from '@kivuko/ilp'

/**
 * How large a packet the path takes, in source units. `passedMax`: the largest that reached the
 * receiver. Unknown: no limit met. Precise: a hop told its limit. Bounded: something at or below
 * `max`, since a packet just above was too large.
 */
export type PacketSize =
  | { readonly kind: 'unknown'; readonly passedMax: bigint }
  | { readonly kind: 'precise'; readonly max: bigint; readonly passedMax: bigint }
  | { readonly kind: 'bounded'; readonly max: bigint; readonly passedMax: bigint }

/** The size to start with: a limit learnt before, or none. */
export function startPacketSize(max: bigint | undefined): PacketSize {
  return max === undefined
    ? { kind: 'unknown', passedMax: 0n }
    : { kind: 'precise', max, passedMax: 0n }
}

/**
 * The largest packet worth sending next: halfway to the bound while the limit is being searched.
 */
export function nextPacketMax(size: PacketSize): bigint {
  switch (size.kind) {
    case 'unknown':
      return uint64Max
    case 'precise':
      return size.max
    case 'bounded':
      return size.passedMax + (size.max - size.passedMax + 1n) / 2n
  }
}

/** No packet above this passes, as far as known. */
export function packetSizeLimit(size: PacketSize): bigint {
  return size.kind === 'unknown' ? uint64Max : size.max
}

/** Takes in that a packet reached the receiver. */
export function packetPassed(size: PacketSize, sourceAmount: bigint): PacketSize {
  const limit = packetSizeLimit(size)
  const capped = sourceAmount < limit ? sourceAmount : limit
  if (capped <= size.passedMax) return size
  if (size.kind === 'unknown') return { kind: 'unknown', passedMax: capped }
  const kind = capped === size.max ? 'precise' : size.kind
  return { kind, max: size.max, passedMax: capped }
}

/**
 * Takes in an F08 reject. Its data, when a hop filled them, give the limit: maximum / received of
 * what was sent. Undefined when not even one unit passes.
 */
export function packetTooLarge(
  size: PacketSize,
  refused: { readonly sourceAmount: bigint; readonly data: Uint8Array },
): PacketSize | undefined {
  const told = readAmountTooLarge(refused.data)
  if (told !== undefined && told.receivedAmount <= told.maximumAmount) return size
  const max = told === undefined ? refused.sourceAmount - 1n : scaledMaximum(told, refused)
  if (max <= 0n) return undefined
  if (max >= packetSizeLimit(size)) return size
  const passedMax = size.passedMax < max ? size.passedMax : max
  const kind = told !== undefined || passedMax === max ? 'precise' : 'bounded'
  return { kind, max, passedMax }
}

function scaledMaximum(told: AmountTooLarge, refused: { readonly sourceAmount: bigint }): bigint {
  return (told.maximumAmount * refused.sourceAmount) / told.receivedAmount
}
