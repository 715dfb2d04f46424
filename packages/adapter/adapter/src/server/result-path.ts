import type { Params } from '../engine/source.ts'
import type { ReceivedBody } from './read-body.ts'

/** Names from the top of the provider's data down to the result that the client wants. */
export type ResultPath = readonly string[]

/**
 * The `resultPath` of a request, `price.last` or `["price","last"]`; undefined when there is none,
 * or when it is a parameter of the endpoint, which is then the adapter's own business.
 */
export function resultPathOf(
  { data }: ReceivedBody,
  query: URLSearchParams | undefined,
  asked: Params,
): ResultPath | undefined {
  if (asked['resultPath'] !== undefined) return undefined
  const given = query?.get('resultPath') ?? memberOf(data, 'resultPath')
  if (typeof given === 'string') return given === '' ? undefined : given.split('.')
  if (!Array.isArray(given) || given.length === 0) return undefined
  return given.map(String)
}

/** What stands there, a number as text as a number; undefined when nothing does. */
export function resultAt(data: unknown, path: ResultPath): unknown {
  const found = path.reduce(memberOf, data)
  if (found === null) return undefined
  const isFigure = typeof found === 'string' && found.trim() !== '' && Number.isFinite(+found)
  return isFigure ? Number(found) : found
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
  return (value as Readonly<Record<string, unknown>>)[name]
}
