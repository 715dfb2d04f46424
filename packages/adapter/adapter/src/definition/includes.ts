import { isRecord } from './is-record.ts'

/** A pair that is answered by others, as in the frameworks' includes files. */
export interface Include {
  readonly from: string
  readonly to: string
  /** The first that is meant for this adapter is taken. */
  readonly includes: readonly IncludedPair[]
}

/** What is asked instead. */
export interface IncludedPair {
  readonly from: string
  readonly to: string
  /** Whether the answer is 1 divided by the value. */
  readonly inverse?: boolean
  /** Adapters that it is meant for; all where it is left out. */
  readonly adapters?: readonly string[]
}

/** By pair, what is asked instead. */
export type IncludeTable = ReadonlyMap<string, IncludedPair>

/** How adapters' names are compared: without letter case, dashes and underscores. */
export function plainName(adapter: string): string {
  return adapter.toLowerCase().replaceAll(/[-_]/g, '')
}

/** The key of a pair in a table; letter case does not matter. */
export function pairKey(from: string, to: string): string {
  return `${from.toUpperCase()}/${to.toUpperCase()}`
}

/** What `adapter` takes of the includes and of pairs to invert; earlier ones win. */
export function tableOf(
  adapter: string,
  includes: readonly Include[],
  invert: readonly (readonly [string, string])[] = [],
): IncludeTable {
  const table = new Map<string, IncludedPair>()
  for (const include of includes) {
    const pair = include.includes.find((each) => isMeantFor(each, adapter))
    const key = pairKey(include.from, include.to)
    if (pair !== undefined && !table.has(key)) table.set(key, inUpperCase(pair))
  }
  for (const [from, to] of invert) {
    const key = pairKey(from, to)
    if (!table.has(key)) table.set(key, inUpperCase({ from: to, to: from, inverse: true }))
  }
  return table
}

/** Includes as a request gives them; undefined when they have another shape. */
export function readIncludes(raw: unknown): readonly Include[] | undefined {
  return Array.isArray(raw) && raw.every(isInclude) ? raw : undefined
}

/** As symbols are, so that a pair shares its key with those who ask for it directly. */
function inUpperCase({ from, to, ...more }: IncludedPair): IncludedPair {
  return { ...more, from: from.toUpperCase(), to: to.toUpperCase() }
}

function isMeantFor({ adapters }: IncludedPair, adapter: string): boolean {
  return adapters?.some((name) => plainName(name) === plainName(adapter)) ?? true
}

function isInclude(raw: unknown): raw is Include {
  return hasPair(raw) && Array.isArray(raw['includes']) && raw['includes'].every(isIncludedPair)
}

function isIncludedPair(raw: unknown): raw is IncludedPair {
  if (!hasPair(raw)) return false
  const { inverse, adapters } = raw
  if (inverse !== undefined && typeof inverse !== 'boolean') return false
  return adapters === undefined || (Array.isArray(adapters) && adapters.every(isText))
}

function hasPair(raw: unknown): raw is Readonly<Record<string, unknown>> {
  return isRecord(raw) && isText(raw['from']) && isText(raw['to'])
}

function isText(raw: unknown): raw is string {
  return typeof raw === 'string' && raw !== ''
}
