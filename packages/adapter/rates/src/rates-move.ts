import { scaled } from './price-market.ts'
import type { PublishedRate } from './rate-book.ts'
import { compare, readPrice } from './ratio.ts'

type Rates = ReadonlyMap<string, Pick<PublishedRate, 'text'>>

/**
 * Whether a rate is there no more, is there anew, or is more basis points away from what it was
 * than it may be.
 */
export function haveMoved(before: Rates, now: Rates, basisPointsMax: number): boolean {
  if (before.size !== now.size) return true
  for (const [code, { text }] of before) {
    const other = now.get(code)?.text
    if (other !== text && isFar(text, other, basisPointsMax)) return true
  }
  return false
}

function isFar(before: string, now: string | undefined, basisPointsMax: number): boolean {
  const [from, to] = [readPrice(before), readPrice(now)]
  if (from === undefined || to === undefined) return true
  const lowest = scaled(from, 10_000n - BigInt(basisPointsMax))
  const highest = scaled(from, 10_000n + BigInt(basisPointsMax))
  return compare(to, lowest) < 0 || compare(to, highest) > 0
}
