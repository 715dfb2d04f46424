import { createHmac, timingSafeEqual } from 'node:crypto'

/** What a receiver of webhooks finds in the header `Rafiki-Signature`. */
export type SignatureState = 'valid' | 'invalid' | 'absent'

interface SignedWebhook {
  readonly header: string | undefined
  readonly secret: string
  /** `{ id, type, data }`, without members that are not signed. */
  readonly body: unknown
}

/**
 * `t=<milliseconds>, v1=<hex>`: the digits after `v` are the version that sender and receiver
 * agreed on.
 */
const HEADER = /^t=(\d+), v\d+=([0-9a-f]{64})$/

/**
 * Checks `Rafiki-Signature`: HMAC-SHA256 over the time, a dot, and the body as canonical JSON (RFC
 * 8785). Written from the format's description and sharing nothing with the sender, so that they
 * prove each other.
 */
export function checkWebhookSignature({ header, secret, body }: SignedWebhook): SignatureState {
  if (header === undefined) return 'absent'
  const [, time, signature] = HEADER.exec(header) ?? []
  if (time === undefined || signature === undefined) return 'invalid'
  const expected = createHmac('sha256', secret)
    .update(`${time}.${canonicalJson(body)}`)
    .digest()
  return timingSafeEqual(expected, Buffer.from(signature, 'hex')) ? 'valid' : 'invalid'
}

/** RFC 8785: no spaces, members in the order of their names' UTF-16 code units. */
function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const sorted = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  const members = sorted.map(([name, each]) => `${JSON.stringify(name)}:${canonicalJson(each)}`)
  return `{${members.join(',')}}`
}
