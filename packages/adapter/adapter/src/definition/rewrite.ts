import type { Params } from '../engine/source.ts'
import type { EndpointDefinition } from './endpoint.ts'
import { type IncludeTable, pairKey, readIncludes, tableOf } from './includes.ts'
import { type InputRefusal, refuse } from './input-refusal.ts'
import type { RequestItem } from './normalised-request.ts'
import { readOverrides, type Renames, renamesOf } from './overrides.ts'

/** What becomes of symbols between the client and the sources. */
export interface Rewriter {
  /** With the overrides and includes of the request, which are in `data`. */
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
}: {
  readonly adapter: string
  readonly endpoint: EndpointDefinition
  readonly symbols: readonly string[]
}): Rewriter {
  const { renamed = symbols.slice(0, 1), includes = [], invert = [] } = endpoint
  const [base, quote] = symbols
  const pair = base === undefined || quote === undefined ? undefined : ([base, quote] as const)
  const table = tableOf(adapter, includes, invert)
  if (table.size > 0 && pair === undefined) throw new Error('Pairs need two symbols to be found by')
  const stranger = renamed.find((name) => !symbols.includes(name))
  if (stranger !== undefined) throw new Error(`${stranger} is no symbol that could be renamed`)
  const renames = renamesOf(endpoint.rename)
  const rules = { overrides: none, tables: [table], renames, renamed, pair }
  const usual: Rewrite = {
    transport: undefined,
    item: renames.size + table.size === 0 ? unchanged : (asked) => rewrite(asked, rules),
  }
  return {
    forRequest: (raw) => {
      const overrides = raw['overrides'] ?? undefined
      const given = raw['includes'] ?? undefined
      return overrides === undefined && given === undefined
        ? usual
        : ownRewrite({ adapter, rules, overrides, includes: given })
    },
  }
}

function ownRewrite({
  adapter,
  rules,
  overrides = {},
  includes = [],
}: {
  readonly adapter: string
  readonly rules: Rules
  readonly overrides: unknown
  readonly includes: unknown
}): Rewrite | InputRefusal {
  const own = readOverrides(overrides, adapter)
  if (own === undefined) return refuse('overrides is wrong: expected { adapter: { SYMBOL: text } }')
  const pairs = readIncludes(includes)
  if (pairs === undefined) return refuse('includes is wrong: expected [{ from, to, includes: [] }]')
  const tables = [tableOf(adapter, pairs), ...rules.tables]
  const withOwn = { ...rules, overrides: own.renames, tables }
  return { transport: own.transport, item: (asked) => rewrite(asked, withOwn) }
}

function unchanged(asked: Params): RequestItem {
  return { asked, params: asked, inverse: false }
}

/** An override of the request is what is meant: no include looks at what it brought. */
function rewrite(asked: Params, rules: Rules): RequestItem {
  const overridden = renamedBy(rules.overrides, asked, rules.renamed)
  if (overridden !== asked) return { asked, params: overridden, inverse: false }
  const { params, inverse } = included(asked, rules)
  return { asked, params: renamedBy(rules.renames, params, rules.renamed), inverse }
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
