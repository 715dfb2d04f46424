import {
  signTimestamped,
  type TimestampedSignatureRefusal,
  type VerifiedTimestamp,
  verifyTimestamped,
} from './timestamped-signature.ts'

/** The name of the header, as it has always been sent. */
export const webhookSignatureHeader = 'Rafiki-Signature'

/** How far ahead of the receiver's the clock of the sending node may be. */
export const webhookClockSkewMsMax = 60_000

/** The body of a webhook; what is signed is exactly these three members. */
export interface WebhookBody {
  readonly id: string
  readonly type: string
  readonly data: unknown
}

/** The header's value for one delivery attempt: every attempt has its own timestamp and digest. */
export function signWebhook(options: {
  readonly body: WebhookBody
  readonly secret: string
  readonly version: string | number
  readonly nowMs: number
}): string {
  return signTimestamped({ ...options, body: signedMembers(options.body) })
}

/** Verifies a webhook on the receiver's side. */
export function verifyWebhookSignature(options: {
  readonly header: string
  readonly body: WebhookBody
  readonly secret: string
  readonly version: string | number
  readonly ttlSec: number
  readonly nowMs: number
}): VerifiedTimestamp | TimestampedSignatureRefusal {
  const body = signedMembers(options.body)
  return verifyTimestamped({ ...options, body, maxSkewMs: webhookClockSkewMsMax })
}

function signedMembers({ id, type, data }: WebhookBody): WebhookBody {
  return { id, type, data }
}
