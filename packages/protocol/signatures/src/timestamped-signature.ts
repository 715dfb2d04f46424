import { createHmac, timingSafeEqual } from 'node:crypto'

import { canonicalJson, isNestedTooDeep } from './canonical-json.ts'

/**
 * The signature header that admin requests and webhooks share: `t=<ms>, v<version>=<hex>`, where
 * the digest is HMAC-SHA256 over `<ms>.<canonical JSON>` under the secret's UTF-8 text.
 *
 * | part          | content                                        |
 * |---------------|------------------------------------------------|
 * | `t`           | milliseconds since the epoch                   |
 * | `v<version>`  | 64 hexadecimal digits                          |
 * | anything else | passed over                                    |
 */

/** Why a header does not vouch for a body. */
export type TimestampedSignatureRefusal =
  | { readonly refusal: 'malformedSignature' }
  /** It has no digest of the version expected. */
  | { readonly refusal: 'wrongVersion' }
  | { readonly refusal: 'tooOld' }
  | { readonly refusal: 'fromTheFuture' }
  | { readonly refusal: 'bodyTooDeep' }
  | { readonly refusal: 'wrongSignature' }

/** A header found right. */
export interface VerifiedTimestamp {
  readonly timestampMs: number
  /**
   * The same for every header text that carries this timestamp and digest; see that it is used
   * once.
   */
  readonly replayKey: string
}

/** What a header is checked against. */
export interface TimestampedCheck {
  readonly header: string
  readonly body: unknown
  /** Used as it stands, as UTF-8 text, even where it looks like base64. */
  readonly secret: string
  readonly version: string | number
  readonly nowMs: number
  readonly ttlSec: number
  readonly maxSkewMs: number
}

/** The header's value for a body. */
export function signTimestamped(options: {
  readonly body: unknown
  readonly secret: string
  readonly version: string | number
  readonly nowMs: number
}): string {
  const { body, secret, version, nowMs } = options
  const digest = digestOf({ timestamp: String(nowMs), body, secret })
  return `t=${nowMs}, v${version}=${digest.toString('hex')}`
}

/** Checks form, age and, in constant time, the digest. */
export function verifyTimestamped(
  check: TimestampedCheck,
): VerifiedTimestamp | TimestampedSignatureRefusal {
  const parts = parseParts(check.header)
  const timestamp = parts?.get('t')
  if (!parts || timestamp === undefined || !timestampForm.test(timestamp)) {
    return { refusal: 'malformedSignature' }
  }
  const claimed = parts.get(`v${check.version}`)
  if (claimed === undefined) return { refusal: 'wrongVersion' }
  if (!digestForm.test(claimed)) return { refusal: 'malformedSignature' }
  const timestampMs = Number(timestamp)
  if (check.nowMs - timestampMs > check.ttlSec * 1000) return { refusal: 'tooOld' }
  if (timestampMs - check.nowMs > check.maxSkewMs) return { refusal: 'fromTheFuture' }
  if (isNestedTooDeep(check.body)) return { refusal: 'bodyTooDeep' }
  const digest = digestOf({ timestamp, body: check.body, secret: check.secret })
  if (!timingSafeEqual(Buffer.from(claimed, 'hex'), digest)) return { refusal: 'wrongSignature' }
  return { timestampMs, replayKey: `${timestamp}.${digest.toString('hex')}` }
}

const timestampForm = /^[0-9]{1,15}$/
const digestForm = /^[0-9a-f]{64}$/i
/** More parts than any client sends; those behind are not read. */
const partsMax = 16

/** The parts by name; undefined when one is given twice, which could be read in two ways. */
function parseParts(header: string): ReadonlyMap<string, string> | undefined {
  const parts = new Map<string, string>()
  for (const part of header.split(',', partsMax)) {
    const equals = part.indexOf('=')
    if (equals === -1) continue
    const name = part.slice(0, equals).trim()
    if (parts.has(name)) return undefined
    parts.set(name, part.slice(equals + 1).trim())
  }
  return parts
}

function digestOf(payload: { timestamp: string; body: unknown; secret: string }): Buffer {
  const text = `${payload.timestamp}.${canonicalJson(payload.body)}`
  return createHmac('sha256', payload.secret).update(text).digest()
}
