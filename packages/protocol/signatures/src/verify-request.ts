import { type KeyObject, verify } from 'node:crypto'

import { checkContentDigest, type DigestRefusal } from './content-digest.ts'
import { type BaseRefusal, type SignedMessage, signatureBase } from './signature-base.ts'
import { type InnerList, parseByteSequences, parseInnerLists } from './structured-fields.ts'

/** A request as it was received. */
export interface ReceivedRequest {
  readonly method: string
  /**
   * The URLs that the client may have meant: behind a proxy that ends TLS the server sees another
   * one than the client. The signature must fit one of them; at least one, at most a few.
   */
  readonly targetUris: readonly string[]
  /** Names in lower case. */
  readonly headers: SignedMessage['headers']
  /** The bytes of the body, before any parsing; empty when there is none. */
  readonly rawBody: Uint8Array
}

/** How old a signature may be. Without it, `created` is not looked at, as deployed servers do. */
export interface Freshness {
  readonly nowMs: number
  readonly maxAgeSec: number
  /** How far ahead of ours the client's clock may be. */
  readonly maxSkewSec: number
}

/** Why a request is not taken for its client's. */
export type SignatureRefusal =
  | { readonly refusal: 'missingSignature' }
  | { readonly refusal: 'malformedSignature'; readonly header: 'signature' | 'signature-input' }
  | { readonly refusal: 'missingKeyId' }
  | { readonly refusal: 'unsupportedAlgorithm'; readonly algorithm: string }
  /** A component that must be covered is not. */
  | { readonly refusal: 'uncoveredComponent'; readonly component: string }
  | { readonly refusal: 'repeatedComponent'; readonly component: string }
  | { readonly refusal: 'missingCreated' }
  | { readonly refusal: 'tooOld'; readonly createdSec: number }
  | { readonly refusal: 'fromTheFuture'; readonly createdSec: number }
  | BaseRefusal
  | DigestRefusal
  | { readonly refusal: 'unknownKey'; readonly keyId: string }
  | { readonly refusal: 'wrongSignature'; readonly keyId: string }

/**
 * A signature that covers what it must, read from a request whose digest is right, and not verified
 * yet.
 */
export interface ReadSignature {
  readonly keyId: string
  readonly createdSec: number | undefined
  /** The texts one of which was signed: one per target URI. */
  readonly bases: readonly string[]
  readonly signature: Buffer
}

/**
 * Verifies that a request was signed with the key that its `keyid` names, over `@method`,
 * `@target-uri`, `authorization` where that header exists, and digest, length and type of a body
 * (RFC 9421; the GNAP binding is RFC 9635 section 7.3.1). The digest is taken over the raw bytes.
 */
export async function verifyRequest(
  request: ReceivedRequest,
  options: {
    readonly keyFor: (keyId: string) => Promise<KeyObject | undefined> | KeyObject | undefined
    readonly freshness?: Freshness
  },
): Promise<{ readonly keyId: string } | SignatureRefusal> {
  const read = readSignature(request, options.freshness)
  if ('refusal' in read) return read
  const key = await options.keyFor(read.keyId)
  if (!key) return { refusal: 'unknownKey', keyId: read.keyId }
  if (!isSignedWith(read, key)) return { refusal: 'wrongSignature', keyId: read.keyId }
  return { keyId: read.keyId }
}

/**
 * Does everything that needs no key, so that no key is fetched for a request that cannot be right.
 */
export function readSignature(
  request: ReceivedRequest,
  freshness?: Freshness,
): ReadSignature | SignatureRefusal {
  const found = findSignature(request)
  if ('refusal' in found) return found
  const { input, signature } = found
  const components = input.items.map((item) => item.value)
  const keyId = input.parameters.get('keyid')
  if (typeof keyId !== 'string' || keyId === '') return { refusal: 'missingKeyId' }
  const refusal =
    checkComponents(input, request) ??
    checkAlgorithm(input) ??
    checkFreshness(input, freshness) ??
    checkBody(request)
  if (refusal) return refusal
  const bases: string[] = []
  for (const targetUri of request.targetUris) {
    const { method, headers } = request
    const base = signatureBase({ method, targetUri, headers }, components, input.raw)
    if (typeof base !== 'string') return base
    bases.push(base)
  }
  return { keyId, createdSec: createdOf(input), bases, signature }
}

/** Whether the signature that was read was made with the private half of this Ed25519 key. */
export function isSignedWith(read: ReadSignature, key: KeyObject): boolean {
  return read.bases.some((base) => verify(null, Buffer.from(base), key, read.signature))
}

/** One sentence for an error's description; it repeats only what the client itself has sent. */
export function describeSignatureRefusal(refusal: SignatureRefusal): string {
  switch (refusal.refusal) {
    case 'missingSignature':
      return 'signature headers are missing'
    case 'malformedSignature':
      return `header ${refusal.header} is malformed`
    case 'missingKeyId':
      return 'signature has no keyid'
    case 'unsupportedAlgorithm':
      return 'signature algorithm is not ed25519'
    case 'uncoveredComponent':
      return `signature does not cover ${refusal.component}`
    case 'repeatedComponent':
      return `signature covers ${refusal.component} twice`
    case 'missingCreated':
      return 'signature does not say when it was created'
    case 'tooOld':
      return 'signature is too old'
    case 'fromTheFuture':
      return 'signature was created in the future'
    case 'unsupportedComponent':
      return `signature covers the unsupported component ${refusal.component}`
    case 'missingHeader':
      return `header ${refusal.header} is signed but missing`
    case 'malformedDigest':
      return 'content digest is malformed'
    case 'unsupportedDigest':
      return 'content digest is neither sha-512 nor sha-256'
    case 'wrongDigest':
      return 'content digest does not match the body'
    case 'unknownKey':
      return 'the key that signed is not one of the client'
    case 'wrongSignature':
      return 'signature is invalid'
  }
}

function findSignature(
  request: ReceivedRequest,
): { input: InnerList; signature: Buffer } | SignatureRefusal {
  const inputText = fieldText(request, 'signature-input')
  const signatureText = fieldText(request, 'signature')
  if (inputText === undefined || signatureText === undefined) return { refusal: 'missingSignature' }
  const inputs = parseInnerLists(inputText)
  if (!inputs) return { refusal: 'malformedSignature', header: 'signature-input' }
  const signatures = parseByteSequences(signatureText)
  if (!signatures) return { refusal: 'malformedSignature', header: 'signature' }
  // Further signatures may be a proxy's; every client known labels its own sig1.
  const label = inputs.has('sig1') ? 'sig1' : [...inputs.keys()][0]
  const input = label === undefined ? undefined : inputs.get(label)
  const signature = label === undefined ? undefined : signatures.get(label)
  return input && signature ? { input, signature } : { refusal: 'missingSignature' }
}

function fieldText(request: ReceivedRequest, name: string): string | undefined {
  const value = request.headers[name]
  return typeof value === 'string' || value === undefined ? value : value.join(', ')
}

function checkComponents(input: InnerList, request: ReceivedRequest): SignatureRefusal | undefined {
  const covered = new Set<string>()
  for (const { value: component, hasParameters } of input.items) {
    if (hasParameters || component !== component.toLowerCase()) {
      return { refusal: 'unsupportedComponent', component }
    }
    if (covered.has(component)) return { refusal: 'repeatedComponent', component }
    covered.add(component)
  }
  const missing = requiredComponents(request).find((component) => !covered.has(component))
  return missing === undefined ? undefined : { refusal: 'uncoveredComponent', component: missing }
}

function requiredComponents(request: ReceivedRequest): readonly string[] {
  const hasBody = request.rawBody.length > 0
  if (request.headers['authorization'] === undefined) return hasBody ? withBody : bare
  return hasBody ? withBoth : withAuthorization
}

const bare = ['@method', '@target-uri']
const content = ['content-digest', 'content-length', 'content-type']
const withBody = [...bare, ...content]
const withAuthorization = [...bare, 'authorization']
const withBoth = [...withAuthorization, ...content]

function checkAlgorithm(input: InnerList): SignatureRefusal | undefined {
  const algorithm = input.parameters.get('alg')
  if (algorithm === undefined || algorithm === 'ed25519') return undefined
  return { refusal: 'unsupportedAlgorithm', algorithm: String(algorithm) }
}

function checkFreshness(input: InnerList, freshness?: Freshness): SignatureRefusal | undefined {
  if (!freshness) return undefined
  const createdSec = createdOf(input)
  if (createdSec === undefined) return { refusal: 'missingCreated' }
  const ageSec = freshness.nowMs / 1000 - createdSec
  if (ageSec > freshness.maxAgeSec) return { refusal: 'tooOld', createdSec }
  // A second more: `created` is in whole seconds.
  return -ageSec > freshness.maxSkewSec + 1 ? { refusal: 'fromTheFuture', createdSec } : undefined
}

function createdOf(input: InnerList): number | undefined {
  const created = input.parameters.get('created')
  return typeof created === 'number' ? created : undefined
}

function checkBody(request: ReceivedRequest): SignatureRefusal | undefined {
  if (request.rawBody.length === 0) return undefined
  const digest = fieldText(request, 'content-digest')
  if (digest === undefined) return { refusal: 'missingHeader', header: 'content-digest' }
  return checkContentDigest(digest, request.rawBody)
}
