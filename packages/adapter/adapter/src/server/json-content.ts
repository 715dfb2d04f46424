import type { IncomingHttpHeaders } from 'node:http'

/** Whether a body is said to be JSON, in whatever charset. Other types of JSON are not. */
export function isJsonContent({ 'content-type': type = '' }: IncomingHttpHeaders): boolean {
  return type === 'application/json' || /^application\/json\s*(?:;|$)/i.test(type.trimStart())
}

/** Whether a client asks for JSON by name: browsers and curl do not. */
export function wantsJson({ accept = '' }: IncomingHttpHeaders): boolean {
  return /application\/(?:\w+\+)?json/i.test(accept)
}
