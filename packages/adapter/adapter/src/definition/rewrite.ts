import type { Params } from '../engine/source.ts'
import type { EndpointDefinition } from './endpoint.ts'
import { type IncludeTable, pairKey, readIncludes, tableOf } from './includes.ts'
import { type InputRefusal, refuse } from './input-refusal.ts'
import type { RequestItem } from './normalised-request.ts'
import { isTextTable, readOverrides, type Renames, renamesOf } from './overrides.ts'
import type { AddressFiller, FillAddresses } from './token-addresses.ts'

/** What becomes of symbols between the client and the sources. */
export interface Rewriter {
  /** With the overrides, includes and tokens of the request, which are in `data`. */
  forRequest(raw: Readonly<Record<string, unknown>>): Rewrite | InputRefusal
}

/** What becomes of the symbols of one request. */
export interface Rewrite {
  /** The source that the overrides ask for. */
  readonly transport: string | undefined
  item(asked: Params): RequestItem
}

interface Rules {
  /** Of the request: they go before everything else. */
  readonly overrides: Renames
  readonly tables: readonly IncludeTable[]
  /** Of the definition. */
  readonly renames: Renames
  readonly renamed: readonly string[]
  /** The first two symbols. */
  readonly pair: readonly [string, string] | undefined
  readonly fill: FillAddresses
}

const none: Renames = new Map()

/**
 * Compiles an endpoint's renaming, includes and inverse pairs. All of it happens before keys are
 * made, so that no request is ever served what another one's overrides brought.
 */
export function createRewriter({
  adapter,
  endpoint,
  symbols,
  addresses,
}: {
  readonly adapter: string
  readonly endpoint: EndpointDefinition
  readonly symbols: readonly string[]
  readonly addresses: AddressFiller
}): Rewriter {
  const { renamed = symbols.slice(0, 1), includes = [], invert = [] } = endpoint
  const [base, quote] = symbols
  const pair = base === undefined || quote === undefined ? undefined : ([base, quote] as const)
  const table = tableOf(adapter, includes, invert)
  if (table.size > 0 && pair === undefined) throw new Error('Pairs need two symbols to be found by')
  const stranger = renamed.find((name) => !symbols.includes(name))
  if (stranger !== undefined) throw new Error(`${stranger} is no symbol that could be renamed`)
  const renames = renamesOf(endpoint.rename)
  const fill = addresses.forRequest(undefined)
  const rules = { overrides: none, tables: [table], renames, renamed, pair, fill }
  const isPlain = renames.size + table.size === 0 && addresses.isIdle
  const usual: Rewrite = {
    transport: undefined,
    item: isPlain ? unchanged : (asked) => rewrite(asked, rules),
  }
  return {
    forRequest: (raw) => {
      const { includes: given = null, overrides = null, tokenOverrides = null } = raw
      if (overrides === null && given === null && tokenOverrides === null) return usual
      return ownRewrite({
        adapter,
        rules,
        overrides: overrides ?? {},
        includes: given ?? [],
        tokens: tokenOverrides ?? {},
        addresses,
      })
    },
  }
}

function ownRewrite({
  adapter,
  addresses,
  rules,
  overrides,
  includes,
  tokens,
}: {
  readonly adapter: string
  readonly addresses: AddressFiller
  readonly rules: Rules
  readonly overrides: unknown
  readonly includes: unknown
  readonly tokens: unknown
}): Rewrite | InputRefusal {
  const own = readOverrides(overrides, adapter)
  if (own === undefined) return refuse('overrides is wrong: expected { adapter: { SYMBOL: text } }')
  const pairs = readIncludes(includes)
  if (pairs === undefined) return refuse('includes is wrong: expected [{ from, to, includes: [] }]')
  if (!isTextTable(tokens)) {
    return refuse('tokenOverrides is wrong: expected { network: { SYMBOL: address } }')
  }
  const tables = [tableOf(adapter, pairs), ...rules.tables]
  const fill = addresses.forRequest(tokens)
  const withOwn = { ...rules, overrides: own.renames, tables, fill }
  return { transport: own.transport, item: (asked) => rewrite(asked, withOwn) }
}

function unchanged(asked: Params): RequestItem {
  return { asked, params: asked, inverse: false }
}

/**
 * An override of the request is what is meant: no include looks at what it brought. The address of
 * a token is that of the symbol before a provider's own name for it.
 */
function rewrite(asked: Params, rules: Rules): RequestItem {
  const { fill, overrides, renamed, renames } = rules
  const overridden = renamedBy(overrides, asked, renamed)
  if (overridden !== asked) return { asked, params: fill(overridden, asked), inverse: false }
  const { params, inverse } = included(asked, rules)
  return { asked, params: fill(renamedBy(renames, params, renamed), params), inverse }
}

function included(
  params: Params,
  { tables, pair }: Rules,
): { readonly params: Params; readonly inverse: boolean } {
  if (pair === undefined) return { params, inverse: false }
  const [base, quote] = pair
  const from = params[base]
  const to = params[quote]
  if (typeof from !== 'string' || typeof to !== 'string') return { params, inverse: false }
  const key = pairKey(from, to)
  const instead = tables.find((table) => table.has(key))?.get(key)
  if (instead === undefined) return { params, inverse: false }
  const symbols = { [base]: instead.from, [quote]: instead.to }
  return { params: { ...params, ...symbols }, inverse: instead.inverse ?? false }
}

/** The same object when nothing is renamed. */
function renamedBy(renames: Renames, params: Params, names: readonly string[]): Params {
  if (renames.size === 0) return params
  const changes = names.flatMap((name) => {
    const symbol = params[name]
    const to = typeof symbol === 'string' ? renames.get(symbol) : undefined
    return to === undefined ? [] : [[name, to] as const]
  })
  return changes.length === 0 ? params : { ...params, ...Object.fromEntries(changes) }
}
