import type { KeyObject } from 'node:crypto'

import type { Client } from '@kivuko/gnap'
import type { Refused } from '@kivuko/grants'
import {
  describeSignatureRefusal,
  type Freshness,
  isSignedWith,
  parseJwk,
  type ReadSignature,
  readSignature,
  type SignatureRefusal,
} from '@kivuko/signatures'
import type { FastifyRequest } from 'fastify'

import type { ClientKeys } from './client-keys.ts'
import { targetUris } from './target-uris.ts'

/** What clients are verified with. */
export interface ClientVerifier {
  readonly clientKeys: ClientKeys
  /** The URL at which clients reach this server. */
  readonly authServerUrl: string
  /**
   * Whether a signature is good for this server when it names another host, as the request does.
   * Where it is not, nobody can pass a client's request on from a server of their own.
   */
  readonly acceptsAnyHost: boolean
  /** How old a signature may be; any age when left out. */
  readonly freshness?: () => Freshness
}

/** Verifies that a request is signed by its client; undefined when it is. */
export async function verifyClient(
  verifier: ClientVerifier,
  { client, request }: { readonly client: Client; readonly request: FastifyRequest },
): Promise<Refused<'unknownClient' | 'unprovenClient'> | undefined> {
  const read = readRequestSignature(verifier, request)
  if ('refusal' in read) return unproven(describeSignatureRefusal(read))
  const key = await findKey(verifier.clientKeys, client, read.keyId)
  if (!key) return { refusal: 'unknownClient', description: 'the key of the client is not found' }
  return isSignedWith(read, key) ? undefined : unproven('signature is invalid')
}

/** Makes the refusal of a request that its client cannot have made. */
export function unproven(description: string): Refused<'unprovenClient'> {
  return { refusal: 'unprovenClient', description }
}

function readRequestSignature(
  verifier: ClientVerifier,
  request: FastifyRequest,
): ReadSignature | SignatureRefusal {
  const { method, headers, rawBody } = request
  const received = { method, targetUris: targetUris(verifier, request), headers, rawBody }
  return readSignature(received, verifier.freshness?.())
}

async function findKey(
  clientKeys: ClientKeys,
  client: Client,
  keyId: string,
): Promise<KeyObject | undefined> {
  if ('jwk' in client) return client.jwk.kid === keyId ? parseJwk(client.jwk)?.key : undefined
  return (await clientKeys.find({ walletAddress: client.walletAddress, keyId }))?.key
}
