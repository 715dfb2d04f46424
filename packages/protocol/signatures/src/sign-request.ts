import { sign, type KeyObject } from 'node:crypto'

import { contentDigest } from './content-digest.ts'
import { signatureBase } from './signature-base.ts'
import { serializeString } from './structured-fields.ts'

/** A request about to be sent. */
export interface UnsignedRequest {
  /** In upper case. */
  readonly method: string
  /** The URL that is really requested, as `URL.href` writes it. */
  readonly url: string
  /**
   * Names in lower case. Of these, only `authorization` and, with a body, `content-type` are
   * signed.
   */
  readonly headers?: Readonly<Record<string, string>>
  /** The body exactly as it will be sent. */
  readonly body?: string | Uint8Array
}

/** Who signs, and when. */
export interface Signer {
  /** A private Ed25519 key. */
  readonly key: KeyObject
  readonly keyId: string
  /** Seconds since the epoch. */
  readonly createdSec: number
}

/**
 * The headers to add to a request so that an Open Payments server knows its client (RFC 9421,
 * Ed25519): `signature-input`, `signature` and, with a body, `content-digest`, `content-length`,
 * `content-type` (`application/json` unless the request says otherwise).
 */
export function signRequest(
  request: UnsignedRequest,
  signer: Signer,
): Readonly<Record<string, string>> {
  const { body } = request
  const hasBody = body !== undefined && body.length > 0
  const content = hasBody ? contentHeaders(body, request) : {}
  const headers: Record<string, string> = { ...request.headers, ...content }
  const covered = [
    '@method',
    '@target-uri',
    ...('authorization' in headers ? ['authorization'] : []),
    ...Object.keys(content),
  ]
  const list = covered.map((name) => `"${name}"`).join(' ')
  const parameters = `(${list});keyid=${serializeString(signer.keyId)};created=${signer.createdSec}`
  const message = { method: request.method, targetUri: request.url, headers }
  const base = signatureBase(message, covered, parameters)
  if (typeof base !== 'string') throw new Error(`cannot sign: ${base.refusal}`)
  const signature = sign(null, Buffer.from(base), signer.key).toString('base64')
  return { ...content, 'signature-input': `sig1=${parameters}`, signature: `sig1=:${signature}:` }
}

function contentHeaders(
  body: string | Uint8Array,
  request: UnsignedRequest,
): Record<string, string> {
  return {
    'content-digest': contentDigest(body),
    'content-length': String(typeof body === 'string' ? Buffer.byteLength(body) : body.length),
    'content-type': request.headers?.['content-type'] ?? 'application/json',
  }
}
