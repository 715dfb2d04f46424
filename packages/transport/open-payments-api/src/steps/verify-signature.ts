import type { KeyObject } from 'node:crypto'

import type { Client } from '@kivuko/gnap'
import type { Refused } from '@kivuko/payments'
import {
  describeSignatureRefusal,
  type Freshness,
  parseJwk,
  verifyRequest,
} from '@kivuko/signatures'

import { type Refusal, refuse } from '../refusal.ts'
import { targetUris } from '../requested-url.ts'
import type { ResourceApi } from '../resource-api.ts'
import type { ResourceRequest } from '../resource-request.ts'

/** How far ahead a client's clock may be where the age of signatures is looked at. */
const clientClockSkewSecMax = 60

/** Verifies that the client that the token was issued to has signed the request (RFC 9421). */
export async function verifySignature(
  api: Pick<ResourceApi, 'clientKeys' | 'clock' | 'settings'>,
  request: ResourceRequest,
  client: Client,
): Promise<Refused<Refusal> | undefined> {
  const { method, headers, rawBody } = request
  const freshness = freshnessAsked(api)
  const verified = await verifyRequest(
    { method, headers, rawBody, targetUris: targetUris(api.settings, request) },
    { keyFor: (keyId) => findKey(api, client, keyId), ...(freshness && { freshness }) },
  )
  return 'refusal' in verified
    ? refuse('InvalidSignature', describeSignatureRefusal(verified))
    : undefined
}

function freshnessAsked({
  clock,
  settings: { signatureAgeSecMax: maxAgeSec },
}: Pick<ResourceApi, 'clock' | 'settings'>): Freshness | undefined {
  if (maxAgeSec === undefined) return undefined
  return { nowMs: clock.now(), maxAgeSec, maxSkewSec: clientClockSkewSecMax }
}

async function findKey(
  { clientKeys }: Pick<ResourceApi, 'clientKeys'>,
  client: Client,
  keyId: string,
): Promise<KeyObject | undefined> {
  if ('jwk' in client) return client.jwk.kid === keyId ? parseJwk(client.jwk)?.key : undefined
  return (await clientKeys.find({ walletAddress: client.walletAddress, keyId }))?.key
}
