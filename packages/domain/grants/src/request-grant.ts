import type { AccessItem, Client, InteractRequest, Subject } from '@kivuko/gnap'

import { hashBearerSecret, newBearerSecret } from './bearer-secret.ts'
import type { Grant, GrantId, GrantState, Interaction, InteractionId } from './grant.ts'
import type { GrantParts } from './grant-settings.ts'
import { needsInteraction } from './interaction-need.ts'
import { type Refused, refuse } from './refused.ts'
import type { Tenant } from './tenant.ts'
import { type IssuedToken, mintToken } from './token.ts'

/** What a client asks for, after it has proved who it is. */
export interface AskedGrant {
  readonly tenant: Tenant
  readonly client: Client
  readonly access: readonly AccessItem[]
  readonly subject?: Subject | undefined
  readonly interact?: InteractRequest | undefined
  /** How the client is shown to the user; asked for only when there is a user to be asked. */
  readonly clientName: () => Promise<string | undefined>
}

/** A grant that was asked for, with the secrets that its client gets, this once. */
export interface RequestedGrant {
  readonly grant: Grant
  readonly continueToken: string
  /** When nobody had to be asked. */
  readonly token?: IssuedToken
  /** When somebody has to be. */
  readonly interaction?: { readonly id: InteractionId; readonly nonce: string }
}

/** Why there is no grant. */
export type GrantRequestRefusal =
  /** The user has to be asked, and the client has not said that it can have that done. */
  | 'interactionNeeded'
  /** The user has to be asked, and the access does not say whose. */
  | 'identifierNeeded'
  /** The user has to be asked, and the tenant has no identity provider to do it. */
  | 'noIdentityProvider'
  /** The user has to be asked, and the client is only a key, which cannot be shown. */
  | 'clientWithoutWallet'
  /** The user has to be asked, and the client's wallet address has no public name to be shown. */
  | 'clientWithoutName'

/** Makes a grant: with a token at once, or with an interaction where the user has to be asked. */
export async function requestGrant(
  parts: GrantParts,
  asked: AskedGrant,
): Promise<RequestedGrant | Refused<GrantRequestRefusal>> {
  const asks = asked.subject !== undefined || needsInteraction(asked.access, parts.settings)
  const requested = asks ? await requestWithUser(parts, asked) : await requestAtOnce(parts, asked)
  if ('refusal' in requested) parts.events.refused(requested.refusal)
  else parts.events.requested(requested.grant)
  return requested
}

async function requestAtOnce(parts: GrantParts, asked: AskedGrant): Promise<RequestedGrant> {
  const { random, clock, settings } = parts
  const issuedAtOnce: GrantState = { phase: 'FINALIZED', reason: 'ISSUED' }
  const { grant, continueToken } = newGrant(parts, asked, issuedAtOnce)
  const nowMs = clock.now()
  const expirySec = settings.accessTokenExpirySec
  const { kept, issued } = mintToken({ grantId: grant.id, random, nowMs, expirySec })
  await parts.store.add({ grant, token: kept })
  return { grant, continueToken, token: issued }
}

async function requestWithUser(
  parts: GrantParts,
  asked: AskedGrant,
): Promise<RequestedGrant | Refused<GrantRequestRefusal>> {
  const { client, access, interact } = asked
  if (!interact) return refuse('interactionNeeded', 'this access needs interact')
  if (access.some(({ type, identifier }) => type !== 'quote' && identifier === undefined)) {
    return refuse('identifierNeeded', 'access that a user is asked for needs an identifier')
  }
  if (asked.tenant.idpConsentUrl === undefined || asked.tenant.idpSecret === undefined) {
    return refuse('noIdentityProvider', 'no identity provider is set up to ask the user')
  }
  if (!('walletAddress' in client)) {
    return refuse('clientWithoutWallet', 'a client known by its key cannot ask a user')
  }
  const clientName = await asked.clientName()
  if (!clientName) return refuse('clientWithoutName', 'the client has no public name to show')
  const nonce = newBearerSecret(parts.random)
  const { grant, continueToken } = newGrant(parts, asked, { phase: 'PROCESSING' })
  const interaction: Interaction = {
    id: parts.random.uuid() as InteractionId,
    nonceHash: hashBearerSecret(nonce),
    state: 'PENDING',
    expiresAtMs: grant.createdAtMs + parts.settings.interactionExpirySec * 1000,
    sessionHashes: [],
    clientName,
    clientUri: client.walletAddress,
  }
  const asking: Grant = { ...grant, interaction }
  await parts.store.add({ grant: asking })
  return { grant: asking, continueToken, interaction: { id: interaction.id, nonce } }
}

function newGrant(
  { random, clock }: GrantParts,
  asked: AskedGrant,
  state: GrantState,
): { readonly grant: Grant; readonly continueToken: string } {
  const continueToken = newBearerSecret(random)
  const nowMs = clock.now()
  const finish = asked.interact?.finish
  const grant: Grant = {
    id: random.uuid() as GrantId,
    tenantId: asked.tenant.id,
    client: asked.client,
    access: asked.access,
    ...(asked.subject && { subject: asked.subject }),
    state,
    continueTokenHash: hashBearerSecret(continueToken),
    ...(finish && { finish: { uri: finish.uri, clientNonce: finish.nonce } }),
    lastContinuedAtMs: nowMs,
    createdAtMs: nowMs,
  }
  return { grant, continueToken }
}
