import type { Params } from '../engine/source.ts'
import type { FieldSpec } from './field.ts'
import { readerOf } from './read-value.ts'
import type { ValueReader } from './value-reader.ts'

/** More combinations in one request are refused: each is a key of its own. */
export const BATCH_ITEMS_MAX = 500

/** Reads a parameter at the top of a request, where a symbol may be an array of symbols. */
export function batchReaderOf(spec: FieldSpec): ValueReader {
  const single = readerOf(spec)
  if (!spec.isSymbol) return single
  return {
    expected: `${single.expected}, or an array of them`,
    read: (raw) => (Array.isArray(raw) ? readSymbols(raw, single) : single.read(raw)),
  }
}

/** Whether any of the symbols is an array. */
export function isBatched(params: Params, symbols: readonly string[]): boolean {
  return symbols.some((name) => Array.isArray(params[name]))
}

/**
 * One set of parameters for every combination of the symbols, in the order of the sorted arrays;
 * undefined when they are more than a request may ask for.
 */
export function combinationsOf(
  params: Params,
  symbols: readonly string[],
): readonly Params[] | undefined {
  const arrays = symbols.flatMap((name) => {
    const value = params[name]
    return Array.isArray(value) ? [{ name, values: value as readonly unknown[] }] : []
  })
  const count = arrays.reduce((product, { values }) => product * values.length, 1)
  if (count > BATCH_ITEMS_MAX) return undefined
  return arrays.reduce<readonly Params[]>(
    (all, { name, values }) =>
      all.flatMap((each) => values.map((value) => ({ ...each, [name]: value }))),
    [params],
  )
}

/** Sorted, each once; undefined when one is no symbol, or there are none, or too many. */
function readSymbols(raw: readonly unknown[], single: ValueReader): unknown {
  if (raw.length === 0 || raw.length > BATCH_ITEMS_MAX) return undefined
  const symbols = raw.map((each) => single.read(each)).filter((each) => typeof each === 'string')
  // In the order of code units, as keys sort their names.
  return symbols.length < raw.length ? undefined : [...new Set(symbols)].sort(byCodeUnits)
}

function byCodeUnits(one: string, other: string): number {
  if (one === other) return 0
  return one < other ? -1 : 1
}
