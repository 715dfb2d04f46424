import type { Params } from '../engine/source.ts'
import { BATCH_ITEMS_MAX, batchReaderOf, combinationsOf, isBatched } from './batch.ts'
import type { EndpointDefinition } from './endpoint.ts'
import { type InputRefusal, refuse } from './input-refusal.ts'
import { mergeQueryInto } from './merge-query.ts'
import type { NormalisedRequest, RequestItem } from './normalised-request.ts'
import { type ReadFields, readFieldsOf } from './read-fields.ts'
import { createRewriter, type Rewrite, type Rewriter } from './rewrite.ts'
import { type AddressFiller, createAddressFiller } from './token-addresses.ts'

type Raw = Readonly<Record<string, unknown>>

/** An endpoint that can read requests. */
export interface ReadableEndpoint {
  read(raw: Raw): NormalisedRequest | InputRefusal
  /** `data` with the query's values over it. */
  mergeQuery(raw: Raw, query: URLSearchParams): Raw
}

/** Which endpoint, of which adapter. */
export interface NamedEndpoint {
  readonly adapter: string
  readonly name: string
  readonly endpoint: EndpointDefinition
}

interface Compiled extends NamedEndpoint {
  readonly symbols: readonly string[]
  readonly readFields: ReadFields
  readonly rewriter: Rewriter
  readonly addresses: AddressFiller
  /** Names of sources by their lower case. */
  readonly transports: ReadonlyMap<string, string>
}

/** Compiles an endpoint. Throws on a definition that cannot work. */
export function readableEndpoint(named: NamedEndpoint): ReadableEndpoint {
  const { input, sources, tokens } = named.endpoint
  const { specs } = input
  const symbols = Object.keys(specs).filter((name) => specs[name]?.isSymbol)
  const addresses = createAddressFiller(specs, tokens)
  const compiled = {
    ...named,
    symbols,
    addresses,
    readFields: readFieldsOf(specs, batchReaderOf),
    rewriter: createRewriter({ ...named, symbols, addresses }),
    transports: new Map(sources.map(({ name }) => [name.toLowerCase(), name])),
  }
  return {
    read: (raw) => read(raw, compiled),
    mergeQuery: (raw, query) => mergeQueryInto(raw, { query, specs }),
  }
}

function read(raw: Raw, compiled: Compiled): NormalisedRequest | InputRefusal {
  const asked = compiled.readFields(raw)
  if (typeof asked === 'string') return refuse(asked)
  const rewrite = compiled.rewriter.forRequest(raw)
  if ('ok' in rewrite) return rewrite
  const transport = findTransport(raw['transport'] ?? rewrite.transport, compiled)
  if (typeof transport === 'object') return transport
  const about = { ok: true, endpoint: compiled.name, maxAgeMs: maxAgeOf(raw), transport } as const
  if (isBatched(asked, compiled.symbols)) {
    const items = batchItems(asked, rewrite, compiled)
    if ('ok' in items) return items
    const batch = { items, by: compiled.symbols }
    return { ...about, asked, params: asked, inverse: false, batch }
  }
  const item = rewrite.item(asked)
  const problem = problemOf(item, compiled)
  if (problem !== undefined) return refuse(problem)
  const { params, inverse } = item
  return { ...about, asked, params, inverse, batch: undefined }
}

function batchItems(
  asked: Params,
  rewrite: Rewrite,
  compiled: Compiled,
): readonly RequestItem[] | InputRefusal {
  const combinations = combinationsOf(asked, compiled.symbols)
  if (combinations === undefined) {
    return refuse(`The arrays make more than ${BATCH_ITEMS_MAX} combinations`)
  }
  const items = combinations.map((each) => rewrite.item(each))
  const problem = items.map((item) => problemOf(item, compiled)).find((each) => each !== undefined)
  return problem === undefined ? items : refuse(problem)
}

function problemOf(
  { asked, params }: RequestItem,
  { addresses, endpoint }: Compiled,
): string | undefined {
  return addresses.missing(params, asked) ?? endpoint.check?.(params)
}

function findTransport(asks: unknown, { transports }: Compiled): string | undefined | InputRefusal {
  if (asks === undefined || asks === null) return undefined
  const found = typeof asks === 'string' ? transports.get(asks.toLowerCase()) : undefined
  return (
    found ?? refuse(`transport is wrong: expected one of ${[...transports.values()].join(', ')}`)
  )
}

/**
 * The whole part of `maxAge`, which may be a text; without meaning where that is no number or 0.
 */
function maxAgeOf({ maxAge }: Raw): number | undefined {
  if (typeof maxAge !== 'number' && typeof maxAge !== 'string') return undefined
  const ms = typeof maxAge === 'number' ? Math.trunc(maxAge) : Number.parseInt(maxAge, 10)
  return Number.isSafeInteger(ms) && ms !== 0 ? ms : undefined
}
