import type { HttpRequest } from '@kivuko/http'
import { Secret } from '@kivuko/log'
import { AdapterError } from './adapter-error.ts'

/** A request to a provider, as an author writes it. */
export interface HttpAsk {
  /** Absolute. What stands in its query stays there; `query` is added. */
  readonly url: string | URL
  /** GET, or POST when there is a body, if left out. */
  readonly method?: HttpRequest['method']
  /** What is undefined is left out; a list is repeated. */
  readonly query?: Readonly<Record<string, QueryValue | readonly QueryValue[] | undefined>>
  readonly headers?: Readonly<Record<string, string | Secret | undefined>>
  /** An object is sent as JSON, with the secrets in it; text and bytes as they are. */
  readonly body?: unknown
}

/** One value of a query. */
export type QueryValue = string | number | boolean | Secret

/** How a Secret prints; in a request it means that somebody forgot to reveal it. */
const PRINTED_SECRET = /\[secret\]|%5Bsecret%5D/i

/**
 * The request itself. Throws an `AdapterError` when the URL is none, or when a secret was put into
 * a text, where it only prints as `[secret]`.
 */
export function httpRequest(ask: HttpAsk): HttpRequest {
  const url = askedUrl(ask)
  const content = askedBody(ask.body)
  const own = revealedHeaders(ask.headers ?? {})
  const headers = { accept: '*/*', ...content.headers, ...own }
  const { body } = content
  assertRevealed(url.href)
  if (typeof body === 'string') assertRevealed(body)
  const method = ask.method ?? (body === undefined ? 'GET' : 'POST')
  return { method, url, headers, ...(body === undefined ? {} : { body }) }
}

/** Headers with the secrets in them, names in lower case. */
export function revealedHeaders(
  headers: Readonly<Record<string, string | Secret | undefined>>,
): Record<string, string> {
  const all: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue
    const text = revealed(value)
    assertRevealed(text)
    all[name.toLowerCase()] = text
  }
  return all
}

/** Throws an `AdapterError` when a Secret was put into a text that a provider is to be sent. */
export function assertRevealed(text: string): void {
  if (!PRINTED_SECRET.test(text)) return
  throw new AdapterError(
    'A secret was put into a text for the provider: reveal() it, or give the Secret itself',
  )
}

/** Where a request goes, without what may be secret in it. */
export function shownHost(url: string | URL): string {
  return (typeof url === 'string' ? URL.parse(url) : url)?.host ?? 'an invalid URL'
}

function askedUrl(ask: HttpAsk): URL {
  const url = URL.parse(String(ask.url))
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new AdapterError('The URL of a request is not an absolute one of http or https')
  }
  for (const [name, value] of Object.entries(ask.query ?? {})) {
    if (value === undefined) continue
    for (const one of isList(value) ? value : [value]) url.searchParams.append(name, revealed(one))
  }
  return url
}

function isList(value: QueryValue | readonly QueryValue[]): value is readonly QueryValue[] {
  return Array.isArray(value)
}

function revealed(value: QueryValue): string {
  return value instanceof Secret ? value.reveal() : String(value)
}

function askedBody(body: unknown): {
  readonly body?: string | Uint8Array
  readonly headers: Readonly<Record<string, string>>
} {
  if (body === undefined) return { headers: {} }
  if (typeof body === 'string' || body instanceof Uint8Array) return { body, headers: {} }
  const text = jsonWithSecrets(body)
  return { body: text, headers: { 'content-type': 'application/json' } }
}

/** JSON in which secrets are there: for the provider, and nobody else. */
export function jsonWithSecrets(value: unknown): string {
  // A Secret's own toJSON runs before a replacer sees it, so the replacer looks at the original.
  return JSON.stringify(value, function reveal(this: Record<string, unknown>, name, told: unknown) {
    const original = this[name]
    return original instanceof Secret ? original.reveal() : told
  })
}
