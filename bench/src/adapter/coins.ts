/** The name of the n-th coin. */
export function coinOf(number: number): string {
  return `COIN${number}`
}

/** What a coin costs: another price for each, so that no answer is taken for that of another. */
export function priceOf(coin: string): number {
  return Number(coin.replace(/^\D+/, '')) + 0.5
}

/** So many numbers from the first one on. */
export function countFrom(first: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => first + index)
}
