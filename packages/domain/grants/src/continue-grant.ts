import { isUuid } from '@kivuko/open-payments'

import { advanceGrant, isFinalized } from './advance-grant.ts'
import { isBearerSecret } from './bearer-secret.ts'
import type { Grant, GrantId } from './grant.ts'
import type { GrantParts } from './grant-settings.ts'
import { type Refused, refuse } from './refused.ts'
import { type IssuedToken, mintToken } from './token.ts'

/** A grant that its client has continued. */
export interface ContinuedGrant {
  readonly grant: Grant
  /** False when the client has to come again later. */
  readonly isIssued: boolean
  /** There when access was asked for and is issued now. */
  readonly token?: IssuedToken
}

/** Why a grant is not continued. */
export type ContinueRefusal =
  /** Sooner than the client was told to wait. */
  | 'tooFast'
  /** The user is sent back to the client with a reference, and the client has not given it. */
  | 'referenceNeeded'
  | 'wrongReference'
  /** The user has said no. */
  | 'rejected'
  /** It has a token already, or is revoked. */
  | 'notContinuable'

/** The grant that a continuation token is for; undefined when there is none or it is another's. */
export async function findContinuation(
  { store }: GrantParts,
  { grantId, token }: { readonly grantId: string; readonly token: string },
): Promise<Grant | undefined> {
  if (!isUuid(grantId)) return undefined
  const grant = await store.find(grantId as GrantId)
  return grant && isBearerSecret(token, grant.continueTokenHash) ? grant : undefined
}

/**
 * Continues a grant that was found by its continuation token: issues what the user has agreed to,
 * or says that the user is still being asked (RFC 9635 section 5).
 */
export async function continueGrant(
  parts: GrantParts,
  { grant, interactRef }: { readonly grant: Grant; readonly interactRef?: string | undefined },
): Promise<ContinuedGrant | Refused<ContinueRefusal>> {
  const refusal = checkContinuable(parts, grant) ?? checkReference(grant, interactRef)
  if (refusal) return refusal
  if (grant.state.phase === 'APPROVED') return await issueGrant(parts, grant)
  const lastContinuedAtMs = parts.clock.now()
  await parts.store.change({ before: grant, lastContinuedAtMs })
  return { grant, isIssued: false }
}

/** Cancels a grant, or gives it back; false when it was revoked before. */
export async function cancelGrant(parts: GrantParts, grant: Grant): Promise<boolean> {
  const revoked = await parts.store.revoke(grant.id)
  if (revoked) parts.events.revoked(grant.id)
  return revoked
}

function checkContinuable(
  { clock, settings }: GrantParts,
  { state, lastContinuedAtMs, interaction }: Grant,
): Refused<ContinueRefusal> | undefined {
  const nowMs = clock.now()
  if (isFinalized(state, 'REJECTED')) return refuse('rejected', 'the user has denied the grant')
  if (state.phase === 'FINALIZED') return refuse('notContinuable', 'grant cannot be continued')
  if (interaction?.state === 'PENDING' && nowMs >= interaction.expiresAtMs) {
    return refuse('notContinuable', 'the user has not decided in time')
  }
  if (nowMs < lastContinuedAtMs + settings.waitSec * 1000) {
    return refuse('tooFast', 'continued sooner than the time to wait')
  }
  return undefined
}

function checkReference(
  { finish, interaction }: Grant,
  interactRef: string | undefined,
): Refused<ContinueRefusal> | undefined {
  if (interactRef === undefined) {
    return finish && refuse('referenceNeeded', 'the reference of the interaction is missing')
  }
  const refHash = interaction?.refHash
  const isRight = refHash !== undefined && isBearerSecret(interactRef, refHash)
  return isRight
    ? undefined
    : refuse('wrongReference', 'the reference is of no finished interaction')
}

/** One winner: of two continuations at the same moment the second finds the grant changed. */
async function issueGrant(
  parts: GrantParts,
  grant: Grant,
): Promise<ContinuedGrant | Refused<ContinueRefusal>> {
  const { store, clock, random, settings, events } = parts
  const nowMs = clock.now()
  const expirySec = settings.accessTokenExpirySec
  const token =
    grant.access.length > 0 ? mintToken({ grantId: grant.id, random, nowMs, expirySec }) : undefined
  const state = advanceGrant(grant.state, 'issue')
  const change = { before: grant, lastContinuedAtMs: nowMs }
  const changed =
    state && (await store.change({ ...change, state, ...(token && { token: token.kept }) }))
  if (!state || !changed) return refuse('notContinuable', 'grant cannot be continued')
  events.continued(grant)
  const issued: Grant = { ...grant, state, lastContinuedAtMs: nowMs }
  return { grant: issued, isIssued: true, ...(token && { token: token.issued }) }
}
