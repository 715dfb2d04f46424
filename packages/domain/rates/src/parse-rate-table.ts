import { ratioFromDecimal } from '@kivuko/money'
import type { Ratio } from '@kivuko/money'
import type { RateRefusal, RateTable } from './rate-source.ts'

/**
 * Reads what a rates endpoint answers, `{"base":"USD","rates":{"EUR":0.92}}`. Rates are taken from
 * their text, digit by digit, and never pass through a floating-point number; a rate given as a
 * string of digits is taken too. What is not a number above 0 is left out of the table. Refuses
 * text that is no such document, and one for another base than `expectedBase`.
 */
export function parseRateTable(text: string, expectedBase: string): RateTable | RateRefusal {
  const document = parseKeepingNumbers(text)
  if (!isObject(document) || !isObject(document['rates'])) {
    return { refusal: 'CouldNotFetchRates', detail: 'the answer is not {"base", "rates"} in JSON' }
  }
  const base = document['base']
  if (base === undefined || base === null) {
    return { refusal: 'MissingBaseAsset', detail: 'the answer names no base' }
  }
  if (base !== expectedBase) {
    return { refusal: 'InvalidBaseAsset', detail: `the answer is not for base ${expectedBase}` }
  }
  return { base: expectedBase, rates: readRates(document['rates']) }
}

/** Parses JSON with every number left as its text; `undefined` when it is no JSON. */
function parseKeepingNumbers(text: string): unknown {
  try {
    return (JSON.parse as ParseWithSource)(text, (_key, value, context) =>
      typeof value === 'number' ? context.source : value,
    )
  } catch {
    return undefined
  }
}

/**
 * `JSON.parse` with the text of primitive values, which ECMAScript 2026 has and the type library
 * lacks.
 */
type ParseWithSource = (
  text: string,
  reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
) => unknown

function readRates(entries: Readonly<Record<string, unknown>>): ReadonlyMap<string, Ratio> {
  const rates = new Map<string, Ratio>()
  for (const [code, text] of Object.entries(entries)) {
    const rate = typeof text === 'string' ? ratioFromDecimal(text) : undefined
    if (rate !== undefined && rate.num > 0n) rates.set(code, rate)
  }
  return rates
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
