import type { IncomingHttpHeaders } from 'node:http'
import type { RawRequest } from '@kivuko/http'
import { isRecord } from '../definition/is-record.ts'

/** A request as function hosts hand it over, in whatever form. */
export interface FunctionRequest {
  readonly body: unknown
  readonly isBase64?: boolean
  readonly headers?: unknown
  /** Parameters of the query: as they stood in the URL, or parsed. */
  readonly query?: unknown
}

/**
 * The request that it would have been over HTTP: a POST to `path`. A host that has parsed the body
 * has looked at its content type too.
 */
export function rawRequestOf(given: FunctionRequest, path: string): RawRequest {
  const isParsed = typeof given.body === 'object' && given.body !== null && !isBytes(given.body)
  const headers = headersOf(given.headers)
  const query = queryText(given.query)
  return {
    method: 'POST',
    url: query === '' ? path : `${path}?${query}`,
    headers:
      isParsed || headers['content-type'] === undefined
        ? { ...headers, 'content-type': 'application/json' }
        : headers,
    body: bytesOf(given),
  }
}

function bytesOf({ body, isBase64 = false }: FunctionRequest): Buffer {
  if (body === undefined || body === null) return Buffer.alloc(0)
  if (isBytes(body)) return Buffer.from(body)
  if (typeof body === 'string') return Buffer.from(body, isBase64 ? 'base64' : 'utf8')
  return Buffer.from(JSON.stringify(body))
}

function isBytes(body: unknown): body is Uint8Array {
  return body instanceof Uint8Array
}

/** Names in lower case; of a header that came more than once, the first. */
function headersOf(given: unknown): IncomingHttpHeaders {
  if (!isRecord(given)) return {}
  const named = Object.entries(given).map(([name, value]) => {
    const first: unknown = Array.isArray(value) ? value[0] : value
    return [name.toLowerCase(), typeof first === 'string' ? first : undefined] as const
  })
  return Object.fromEntries(named)
}

function queryText(given: unknown): string {
  if (typeof given === 'string') return given
  if (!isRecord(given)) return ''
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(given)) {
    for (const each of Array.isArray(value) ? value : [value]) {
      if (each !== undefined && each !== null) query.append(name, String(each))
    }
  }
  return query.toString()
}
