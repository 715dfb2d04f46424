/** Says whether what a provider told may be a result, and what it is then. */
export type ResultGuard = (told: unknown) => GuardedResult

/** A result, or what is wrong with what was told; completes "The provider's value …". */
export type GuardedResult = { readonly result: unknown } | { readonly problem: string }

/** Bounds of a figure. */
export interface FigureBounds {
  /** Greater than this. */
  readonly above?: number
  readonly atLeast?: number
  readonly below?: number
  readonly atMost?: number
}

/** No price, volume or balance is greater; 18 decimals of a large supply are. */
const FIGURE_MAX = 1e30

/** Decimal digits, perhaps with a sign and an exponent; no hexadecimal, no empty text. */
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i

/**
 * Takes numbers, and texts that are decimal numbers, which become numbers. Zero and negative ones
 * are taken unless the bounds say otherwise.
 */
export function figure(bounds: FigureBounds = {}): ResultGuard {
  return (told) => {
    const value = asNumber(told)
    if (value === undefined) return { problem: 'is not a number' }
    if (!Number.isFinite(value) || Math.abs(value) > FIGURE_MAX) return { problem: 'is too large' }
    const problem = boundsProblem(value, bounds)
    return problem === undefined ? { result: value } : { problem }
  }
}

/** Takes figures above zero: what a price must be. */
export function price(): ResultGuard {
  return figure({ above: 0 })
}

/** Takes whatever is there: texts, objects, flags. Only null and undefined are refused. */
export function anything(): ResultGuard {
  return (told) =>
    told === undefined || told === null ? { problem: 'is missing' } : { result: told }
}

function asNumber(told: unknown): number | undefined {
  if (typeof told === 'number') return Number.isNaN(told) ? undefined : told
  if (typeof told !== 'string') return undefined
  const text = told.trim()
  return DECIMAL.test(text) ? Number(text) : undefined
}

function boundsProblem(value: number, bounds: FigureBounds): string | undefined {
  const { above, atLeast, below, atMost } = bounds
  if (above !== undefined && !(value > above)) return `is not above ${above}`
  if (atLeast !== undefined && !(value >= atLeast)) return `is less than ${atLeast}`
  if (below !== undefined && !(value < below)) return `is not below ${below}`
  if (atMost !== undefined && !(value <= atMost)) return `is more than ${atMost}`
  return undefined
}
