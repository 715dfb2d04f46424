import type { Ratio } from '@kivuko/money'

/**
 * Packets of which more would be too many to weigh against each other: the largest are decided on
 * first.
 */
const weighedMax = 20

/** A packet whose fate is not known. */
export interface UncertainPacket {
  readonly id: string
  /** In the payer's asset. */
  readonly amount: bigint
}

/** What became of the packets, as far as the receiver's account tells. */
export interface DecidedDeliveries {
  /** Ids of the packets that were delivered. */
  readonly delivered: readonly string[]
  /** What all counted amounts and delivered packets brought to the receiver. */
  readonly deliveredAmount: bigint
  /** Whether the account says exactly that; otherwise it is the closest to it. */
  readonly isExact: boolean
}

/** What one unit sent brings: for sure, most likely, and at most. */
export interface DeliveryRate {
  readonly low: Ratio
  readonly expected: Ratio
  readonly high: Ratio
}

/**
 * Finds the packets that were delivered, from how much the receiver's total grew. `postedAmount`
 * was fulfilled for sure, but what it brought is not known either. Packets of one amount are alike:
 * which of them is chosen makes no difference to anybody's money. What others pay into the same
 * account can look like ours: never more than all of our packets is taken for delivered.
 */
export function decideDeliveries(options: {
  readonly grownAmount: bigint
  readonly postedAmount: bigint
  readonly packets: readonly UncertainPacket[]
  readonly rate: DeliveryRate
}): DecidedDeliveries {
  const { grownAmount, postedAmount, packets, rate } = options
  // In units of 1 / den: the expected rate has no fraction there.
  const perUnit = rate.expected.num
  const target = grownAmount * rate.expected.den - postedAmount * perUnit
  const chosen = closestSum(packets, { target, perUnit })
  const sent = postedAmount + total(chosen)
  const bounds = { low: down(sent, rate.low) - BigInt(chosen.length), high: up(sent, rate.high) }
  return {
    delivered: chosen.map(({ id }) => id),
    deliveredAmount: clamp(grownAmount, bounds),
    isExact: grownAmount >= bounds.low && grownAmount <= bounds.high,
  }
}

/**
 * The packets whose amounts, times `perUnit`, come closest to the target; of two as close, the
 * larger sum.
 */
function closestSum(
  packets: readonly UncertainPacket[],
  { target, perUnit }: { target: bigint; perUnit: bigint },
): readonly UncertainPacket[] {
  const sorted = packets.toSorted((one, other) => (one.amount > other.amount ? -1 : 1))
  const [first, weighed] = [sorted.slice(0, -weighedMax), sorted.slice(-weighedMax)]
  const taken: UncertainPacket[] = []
  let left = target
  for (const packet of first) {
    if (packet.amount * perUnit > left) continue
    taken.push(packet)
    left -= packet.amount * perUnit
  }
  const middle = Math.ceil(weighed.length / 2)
  const lefts = subsets(weighed.slice(0, middle))
  const rights = subsets(weighed.slice(middle)).toSorted((one, other) =>
    one.sum < other.sum ? -1 : 1,
  )
  let best: { distance: bigint; sum: bigint; members: readonly UncertainPacket[] } | undefined
  for (const one of lefts) {
    for (const other of around(rights, left - one.sum * perUnit, perUnit)) {
      const sum = one.sum + other.sum
      const distance = absolute(left - sum * perUnit)
      const isBetter =
        best === undefined ||
        distance < best.distance ||
        (distance === best.distance && sum > best.sum)
      if (isBetter) best = { distance, sum, members: [...one.members, ...other.members] }
    }
  }
  return [...taken, ...(best?.members ?? [])]
}

interface Subset {
  readonly sum: bigint
  readonly members: readonly UncertainPacket[]
}

function subsets(packets: readonly UncertainPacket[]): readonly Subset[] {
  let all: readonly Subset[] = [{ sum: 0n, members: [] }]
  for (const packet of packets) {
    const sums = new Set(all.map(({ sum }) => sum))
    const more = all.map(({ sum, members }) => ({
      sum: sum + packet.amount,
      members: [...members, packet],
    }))
    // One way to a sum is enough.
    all = [
      ...all,
      ...more.filter(({ sum }) => {
        const isNew = !sums.has(sum)
        sums.add(sum)
        return isNew
      }),
    ]
  }
  return all
}

/** The subset just below what is wanted, and the one just above. */
function around(sorted: readonly Subset[], wanted: bigint, perUnit: bigint): readonly Subset[] {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    const subset = sorted[middle]
    if (subset !== undefined && subset.sum * perUnit < wanted) low = middle + 1
    else high = middle
  }
  return [sorted[low - 1], sorted[low]].filter((subset) => subset !== undefined)
}

function total(packets: readonly UncertainPacket[]): bigint {
  return packets.reduce((sum, { amount }) => sum + amount, 0n)
}

function clamp(value: bigint, { low, high }: { low: bigint; high: bigint }): bigint {
  const least = low > 0n ? low : 0n
  if (value < least) return least
  return value > high ? high : value
}

function absolute(value: bigint): bigint {
  return value < 0n ? -value : value
}

function down(amount: bigint, { num, den }: Ratio): bigint {
  return (amount * num) / den
}

function up(amount: bigint, { num, den }: Ratio): bigint {
  return (amount * num + den - 1n) / den
}
