/** What one whole of a currency (the outer key) is worth in others, as decimal text. */
export type RateTable = ReadonlyMap<string, ReadonlyMap<string, string>>

const pair = /^([A-Z0-9]+)\/([A-Z0-9]+)=((?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,18})?)$/

/**
 * Reads `USD/EUR=0.92,EUR/USD=1.08`: one dollar is 0.92 euro. Undefined when a pair is not of that
 * form, is worth nothing, or comes twice.
 */
export function parseRateTable(text: string): RateTable | undefined {
  const table = new Map<string, Map<string, string>>()
  for (const item of text.split(',').filter((part) => part.trim() !== '')) {
    const [, base, code, rate] = pair.exec(item.trim()) ?? []
    if (base === undefined || code === undefined || rate === undefined) return undefined
    const rates = table.get(base) ?? new Map<string, string>()
    if (/^[0.]+$/.test(rate) || rates.has(code)) return undefined
    table.set(base, rates.set(code, rate))
  }
  return table
}
