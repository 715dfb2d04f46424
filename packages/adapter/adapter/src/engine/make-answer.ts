import type { Entry } from '../cache/entry.ts'
import type { ProviderFailure, ProviderValue } from '../outcome.ts'
import type { ValueAnswer } from './answer.ts'
import { invertDecimal } from './decimal.ts'

/** How an answer is made of an entry. */
export interface AnswerOptions {
  readonly inverse: boolean
  readonly hit: boolean
  readonly nowMs: number
}

/** Makes answers of entries, and keeps what was inverted for as long as its entry lives. */
export interface AnswerMaker {
  answer(entry: Entry, options: AnswerOptions): ValueAnswer | { readonly failure: ProviderFailure }
}

/** A maker that has inverted nothing yet. */
export function createAnswerMaker(): AnswerMaker {
  const inverted = new WeakMap<Entry, Entry | ProviderFailure>()

  const inverseOf = (entry: Entry): Entry | ProviderFailure => {
    const known = inverted.get(entry)
    if (known !== undefined) return known
    const value = invertValue(entry.value)
    const made = value === undefined ? noInverse : { ...entry, value }
    inverted.set(entry, made)
    return made
  }

  return {
    answer(entry, options) {
      if (!options.inverse) return valueAnswer(entry, options)
      const inverse = inverseOf(entry)
      return 'message' in inverse ? { failure: inverse } : valueAnswer(inverse, options)
    },
  }
}

const noInverse: ProviderFailure = {
  statusCode: 502,
  message: "The provider's value has no inverse",
}

function valueAnswer(
  entry: Entry,
  { hit, nowMs }: { readonly hit: boolean; readonly nowMs: number },
): ValueAnswer {
  return {
    value: entry.value,
    timestamps: entry.timestamps,
    source: entry.source,
    // The clock of the replica that stored it may be ahead of ours.
    ageMs: Math.max(0, nowMs - entry.storedAtMs),
    ttlMs: entry.ttlMs,
    hit,
    entry,
  }
}

/** Divided in decimals; a number only at the end, because clients were given one. */
function invertValue(value: ProviderValue): ProviderValue | undefined {
  const result = invertResult(value.result)
  if (result === undefined) return undefined
  const data = value.data === undefined ? undefined : { ...value.data, result }
  return { ...value, result, ...(data === undefined ? {} : { data }) }
}

function invertResult(result: unknown): number | string | undefined {
  if (typeof result === 'string') return invertDecimal(result)
  const inverse = typeof result === 'number' ? invertDecimal(String(result)) : undefined
  return inverse === undefined ? undefined : Number(inverse)
}
