import { isUuid } from '@kivuko/open-payments'

import { advanceGrant } from './advance-grant.ts'
import { hashBearerSecret, isBearerSecret } from './bearer-secret.ts'
import type { Grant, Interaction, InteractionId } from './grant.ts'
import type { GrantParts } from './grant-settings.ts'

/** A grant whose user is asked. */
export interface InteractiveGrant extends Grant {
  readonly interaction: Interaction
}

/** How an interaction has ended, for the client to be told. */
export type FinishedInteraction =
  /** The client continues with the reference. */
  | { readonly end: 'approved'; readonly interactRef: string }
  | { readonly end: 'denied' }
  /** The user came back without having decided. */
  | { readonly end: 'undecided' }
  /** Too late: the grant is revoked or continued already. */
  | { readonly end: 'over' }

/** The grant of an interaction; undefined when there is none or the nonce is another's. */
export async function findInteraction(
  { store }: GrantParts,
  { id, nonce }: { readonly id: string; readonly nonce: string },
): Promise<InteractiveGrant | undefined> {
  if (!isUuid(id)) return undefined
  const grant = await store.findByInteraction(id as InteractionId)
  const interaction = grant?.interaction
  if (!interaction || !isBearerSecret(nonce, interaction.nonceHash)) return undefined
  return { ...grant, interaction }
}

/** Whether the user can still decide. */
export function isOpen(grant: InteractiveGrant, nowMs: number): boolean {
  const { state, expiresAtMs } = grant.interaction
  return (
    state === 'PENDING' && nowMs < expiresAtMs && advanceGrant(grant.state, 'ask') !== undefined
  )
}

/**
 * Notes that a browser session has begun to ask its user; false when the interaction is not open.
 * May be done again, in the same session or another.
 */
export async function startInteraction(
  { store, clock }: GrantParts,
  { grant, session }: { readonly grant: InteractiveGrant; readonly session: string },
): Promise<boolean> {
  const state = advanceGrant(grant.state, 'ask')
  if (!state || !isOpen(grant, clock.now())) return false
  return await store.change({ before: grant, state, sessionHash: hashBearerSecret(session) })
}

/** Notes what the user has decided; false when the interaction is not open. */
export async function decideInteraction(
  { store, clock, events }: GrantParts,
  decided: { readonly grant: InteractiveGrant; readonly decision: 'APPROVED' | 'DENIED' },
): Promise<boolean> {
  const { grant, decision } = decided
  if (!isOpen(grant, clock.now())) return false
  const changed = await store.change({ before: grant, interactionState: decision })
  if (changed) events.decided(grant, decision)
  return changed
}

/** Whether the interaction was started in this browser session. */
export function isSessionOf({ interaction }: InteractiveGrant, session: string): boolean {
  return interaction.sessionHashes.some((kept) => isBearerSecret(session, kept))
}

/**
 * Ends an interaction when its user comes back: what was decided becomes the state of the grant.
 * Each time makes a new reference, and only the last one is good.
 */
export async function finishInteraction(
  parts: GrantParts,
  grant: InteractiveGrant,
): Promise<FinishedInteraction> {
  switch (grant.interaction.state) {
    case 'APPROVED':
      return await finishApproved(parts, grant)
    case 'DENIED':
      return await finishDenied(parts, grant)
    case 'PENDING':
      return { end: isOpen(grant, parts.clock.now()) ? 'undecided' : 'over' }
  }
}

async function finishApproved(
  { store, random, events }: GrantParts,
  grant: InteractiveGrant,
): Promise<FinishedInteraction> {
  const state = advanceGrant(grant.state, 'approve')
  if (!state) return { end: 'over' }
  const interactRef: string = random.uuid()
  const refHash = hashBearerSecret(interactRef)
  if (!(await store.change({ before: grant, state, refHash }))) return { end: 'over' }
  events.finished(grant)
  return { end: 'approved', interactRef }
}

async function finishDenied(
  { store, events }: GrantParts,
  grant: InteractiveGrant,
): Promise<FinishedInteraction> {
  const state = advanceGrant(grant.state, 'reject')
  if (state && (await store.change({ before: grant, state }))) events.finished(grant)
  return { end: 'denied' }
}
