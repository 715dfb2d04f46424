import type { WalletAddress } from '@kivuko/directory'
import type { Refused } from '@kivuko/payments'
import { type ReceiptSetup, receiptNonceLength, secretLength } from '@kivuko/stream'

import { type Refusal, refuse } from '../refusal.ts'
import type { Answer } from '../reply.ts'
import type { ResourceApi } from '../resource-api.ts'
import type { WalletAddressRequest } from '../resource-request.ts'

/** The media type of SPSP. */
export const spspType = 'application/spsp4+json'

/**
 * Answers SPSP (RFC 9): how to pay into a wallet address without an incoming payment. With the
 * headers `Receipt-Nonce` and `Receipt-Secret` (RFC 39) payments are receipted for a third party.
 */
export function answerSpsp(
  { spsp }: Pick<ResourceApi, 'spsp'>,
  request: Pick<WalletAddressRequest, 'headers'>,
  { id, asset: { code, scale } }: WalletAddress,
): Answer {
  if (spsp === undefined) return refuse('NotAcceptable', 'wallet addresses do not answer SPSP here')
  const receiptSetup = readReceiptSetup(request)
  if (receiptSetup && 'refusal' in receiptSetup) return receiptSetup
  const credentials = spsp.credentials({ paymentTag: id, asset: { code, scale }, receiptSetup })
  return {
    status: 200,
    headers: { 'content-type': spspType },
    body: {
      destination_account: credentials.ilpAddress,
      shared_secret: Buffer.from(credentials.sharedSecret).toString('base64url'),
      receipts_enabled: receiptSetup !== undefined,
    },
  }
}

function readReceiptSetup({
  headers,
}: Pick<WalletAddressRequest, 'headers'>): ReceiptSetup | Refused<Refusal> | undefined {
  const { 'receipt-nonce': nonceText, 'receipt-secret': secretText } = headers
  if (nonceText === undefined && secretText === undefined) return undefined
  const nonce = readBytes(nonceText, receiptNonceLength)
  const secret = readBytes(secretText, secretLength)
  if (nonce && secret) return { nonce, secret }
  return refuse(
    'InvalidRequest',
    `Receipt-Nonce must have ${receiptNonceLength} bytes, Receipt-Secret ${secretLength}: base64`,
  )
}

function readBytes(
  text: string | readonly string[] | undefined,
  length: number,
): Uint8Array | undefined {
  const bytes = typeof text === 'string' ? Buffer.from(text, 'base64') : undefined
  return bytes?.length === length ? bytes : undefined
}
