import { createHmac, timingSafeEqual } from 'node:crypto'

import type { Secret } from '@kivuko/log'

/** How the session's cookies are made. */
export interface SessionCookies {
  readonly cookieKey: Secret
  readonly maxAgeSec: number
  /** Whether the cookies are sent over TLS only. */
  readonly secure: boolean
  /** `none` where the consent page shows this server in a frame of another site. */
  readonly sameSite?: 'lax' | 'none'
}

const sessionName = 'sessionId'
const signatureName = 'sessionId.sig'

/** Longer headers are not looked into: browsers do not send them. */
const cookieHeaderLengthMax = 8_192

/** The values of the two `set-cookie` headers that begin a session or make it last. */
export function writeSession(cookies: SessionCookies, session: string): readonly [string, string] {
  const { maxAgeSec, secure, sameSite } = cookies
  const attributes = [
    `Max-Age=${maxAgeSec}`,
    'Path=/',
    ...(sameSite === undefined ? [] : [`SameSite=${sameSite === 'none' ? 'None' : 'Lax'}`]),
    ...(secure ? ['Secure'] : []),
    'HttpOnly',
  ].join('; ')
  const signature = sign(cookies, session)
  return [
    `${sessionName}=${session}; ${attributes}`,
    `${signatureName}=${signature}; ${attributes}`,
  ]
}

/** The session of a `cookie` header; undefined when it has none, or none that was signed here. */
export function readSession(
  cookies: SessionCookies,
  header: string | undefined,
): string | undefined {
  if (header === undefined || header.length > cookieHeaderLengthMax) return undefined
  const values = new Map<string, string>()
  for (const pair of header.split(';')) {
    const [name = '', value = ''] = pair.split('=', 2)
    values.set(name.trim(), value.trim())
  }
  const session = values.get(sessionName)
  const signature = values.get(signatureName)
  if (!session || !signature) return undefined
  const [given, right] = [Buffer.from(signature), Buffer.from(sign(cookies, session))]
  return given.length === right.length && timingSafeEqual(given, right) ? session : undefined
}

function sign({ cookieKey }: SessionCookies, session: string): string {
  const signed = `${sessionName}=${session}`
  return createHmac('sha256', cookieKey.reveal()).update(signed).digest('base64url')
}
