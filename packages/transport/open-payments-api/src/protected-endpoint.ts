import type { WalletAddress } from '@kivuko/directory'
import type { AccessAction, AccessType } from '@kivuko/gnap'

import type { Asked, Endpoint } from './endpoint.ts'
import { refuse } from './refusal.ts'
import type { Answer } from './reply.ts'
import { introspectToken, type TokenHolder } from './steps/introspect-token.ts'
import { lookUpWalletAddress } from './steps/look-up-wallet-address.ts'
import { validateRequest } from './steps/validate-request.ts'
import { verifySignature } from './steps/verify-signature.ts'

/** What a request is about, above all whose wallet address. */
export interface Subject {
  readonly walletAddressUrl: string
}

/** What a protected endpoint has of its own; the steps are the same for all. */
export interface ProtectedParts<About extends Subject> extends Pick<Endpoint, 'operation'> {
  readonly access: { readonly type: AccessType; readonly action: AccessAction }
  /** Undefined when it is not there. The request fits the OpenAPI document. */
  readonly find: (asked: Asked) => Promise<About | undefined> | About | undefined
  readonly answer: (authorized: Authorized<About>) => Promise<Answer>
}

/** A request of a client that may make it. */
export interface Authorized<About extends Subject> extends Asked {
  readonly holder: TokenHolder
  readonly wallet: WalletAddress
  readonly subject: About
}

/** Makes an endpoint for clients with a token. */
export function protectedEndpoint<About extends Subject>(parts: ProtectedParts<About>): Endpoint {
  return { operation: parts.operation, answer: (asked) => answerProtected(parts, asked) }
}

/** Takes a request through the steps of every protected endpoint, in this order. */
async function answerProtected<About extends Subject>(
  parts: ProtectedParts<About>,
  asked: Asked,
): Promise<Answer> {
  const { api, request, tenantId } = asked

  const invalid = validateRequest(api, parts.operation, request)
  if (invalid) return invalid

  const subject = await parts.find(asked)
  if (!subject) return refuse('UnknownSubject', 'what the request is about is not found')

  const { walletAddressUrl: url } = subject
  const holder = await introspectToken(api, request, { ...parts.access, walletAddressUrl: url })
  if ('refusal' in holder) return holder

  const unsigned = await verifySignature(api, request, holder.client)
  if (unsigned) return unsigned

  const wallet = await lookUpWalletAddress(api, { url, tenantId })
  if ('refusal' in wallet) return wallet

  return await parts.answer({ ...asked, holder, wallet, subject })
}
