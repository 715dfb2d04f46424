import type { IncomingHttpHeaders } from 'node:http'
import type { RawReply } from '@kivuko/http'
import type { Secret } from '@kivuko/log'
import { errorReply } from './error-body.ts'

/** Lets a request in, or gives the refusal. */
export type BridgeGate = (headers: IncomingHttpHeaders) => RawReply | undefined

/**
 * A gate that opens to the bridge's outgoing token as a Bearer (RFC 6750 §2.1), and to everybody
 * without one.
 */
export function createBridgeGate(outgoingToken: Secret | undefined): BridgeGate {
  if (outgoingToken === undefined) return () => undefined
  return ({ authorization = '' }) => {
    const [, token] = /^bearer +(\S+) *$/i.exec(authorization) ?? []
    return token !== undefined && outgoingToken.equals(token) ? undefined : refused()
  }
}

function refused(): RawReply {
  const message = "The bridge's outgoing token is missing or wrong"
  const reply = errorReply({ statusCode: 401, name: 'AdapterError', message })
  return { ...reply, headers: { ...reply.headers, 'www-authenticate': 'Bearer' } }
}
