import { plainName } from './includes.ts'
import { isRecord } from './is-record.ts'

/** Replacements of symbols, by the symbol in upper case. Replacements stay as they are written. */
export type Renames = ReadonlyMap<string, string>

/** What a request says of this adapter, beside its parameters. */
export interface OwnOverrides {
  readonly renames: Renames
  /** The source that it asks for, in the successor's way. */
  readonly transport: string | undefined
}

/** Replacements that an endpoint always makes. */
export function renamesOf(rename: Readonly<Record<string, string>> = {}): Renames {
  return new Map(Object.entries(rename).map(([symbol, to]) => [symbol.toUpperCase(), to]))
}

/**
 * What `data.overrides` (`{ adapter: { SYMBOL: replacement } }`) says of `adapter`; undefined when
 * it has another shape, be it in what is meant for other adapters.
 */
export function readOverrides(raw: unknown, adapter: string): OwnOverrides | undefined {
  if (!isTextTable(raw)) return undefined
  const own = Object.entries(raw).filter(([name]) => plainName(name) === plainName(adapter))
  const symbols = Object.fromEntries(own.flatMap(([, table]) => Object.entries(table)))
  const { transport, ...rename } = symbols
  return { renames: renamesOf(rename), transport }
}

/**
 * Whether it is `{ key: { key: text } }`, as overrides and tokenOverrides (`{ network: { SYMBOL:
 * address } }`) are.
 */
export function isTextTable(
  raw: unknown,
): raw is Readonly<Record<string, Readonly<Record<string, string>>>> {
  return isRecord(raw) && Object.values(raw).every((row) => isRecord(row) && areTexts(row))
}

function areTexts(row: Readonly<Record<string, unknown>>): boolean {
  return Object.values(row).every((text) => typeof text === 'string' && text !== '')
}
