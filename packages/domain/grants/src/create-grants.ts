import type { Clock } from '@kivuko/clock'
import type { Log } from '@kivuko/log'
import type { Metrics } from '@kivuko/metrics'
import type { Page } from '@kivuko/postgres'
import type { Random } from '@kivuko/random'
import { isUuid } from '@kivuko/open-payments'

import { cleanUp } from './clean-up.ts'
import {
  cancelGrant,
  continueGrant,
  type ContinuedGrant,
  type ContinueRefusal,
  findContinuation,
} from './continue-grant.ts'
import { createGrantEvents } from './events.ts'
import type { Grant, GrantId } from './grant.ts'
import type { GrantParts, GrantSettings } from './grant-settings.ts'
import type { GrantQuery, GrantStore } from './grant-store.ts'
import {
  decideInteraction,
  findInteraction,
  type FinishedInteraction,
  finishInteraction,
  type InteractiveGrant,
  startInteraction,
} from './interact.ts'
import { type Introspection, introspectToken } from './introspect-token.ts'
import { findToken, revokeToken, rotateToken } from './manage-token.ts'
import type { Refused } from './refused.ts'
import {
  type AskedGrant,
  type GrantRequestRefusal,
  type RequestedGrant,
  requestGrant,
} from './request-grant.ts'
import { createTenantCache } from './tenant-cache.ts'
import type { Tenant, TenantStore } from './tenant.ts'
import type { IssuedToken, TokenOfGrant } from './token.ts'

/** Everything that can be done with grants. Clients have proved who they are before. */
export interface Grants extends Introspection {
  /** A tenant that is not removed. At most a second old. */
  tenant(id: string): Promise<Tenant | undefined>
  request(asked: AskedGrant): Promise<RequestedGrant | Refused<GrantRequestRefusal>>
  /** The grant that a continuation token is for. */
  findContinuation(by: {
    readonly grantId: string
    readonly token: string
  }): Promise<Grant | undefined>
  continue(continued: {
    readonly grant: Grant
    readonly interactRef?: string | undefined
  }): Promise<ContinuedGrant | Refused<ContinueRefusal>>
  /** False when the grant was revoked before. */
  cancel(grant: Grant): Promise<boolean>
  /** A token by the id in its management URL. */
  findToken(tokenId: string): Promise<TokenOfGrant | undefined>
  /** Undefined when the token was revoked before, or its grant. */
  rotate(token: TokenOfGrant): Promise<IssuedToken | undefined>
  revokeToken(token: TokenOfGrant): Promise<void>
  findInteraction(by: {
    readonly id: string
    readonly nonce: string
  }): Promise<InteractiveGrant | undefined>
  /** False when the interaction is not open. */
  startInteraction(started: {
    readonly grant: InteractiveGrant
    readonly session: string
  }): Promise<boolean>
  /** False when the interaction is not open. */
  decideInteraction(decided: {
    readonly grant: InteractiveGrant
    readonly decision: 'APPROVED' | 'DENIED'
  }): Promise<boolean>
  finishInteraction(grant: InteractiveGrant): Promise<FinishedInteraction>
  /** For the operator: one grant, a page of them, and their revocation. */
  find(id: string): Promise<Grant | undefined>
  list(query: GrantQuery): Promise<Page<Grant>>
  /** False when there is no such grant, or it was revoked before. */
  revoke(id: string): Promise<boolean>
  cleanUp(signal?: AbortSignal): Promise<{ readonly tokens: number; readonly grants: number }>
}

/** Puts the use cases together. */
export function createGrants(options: {
  readonly store: GrantStore
  readonly tenants: Pick<TenantStore, 'find'>
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly metrics: Metrics
  readonly settings: GrantSettings
}): Grants {
  const { log, metrics, clock, store, ...others } = options
  const tenants = createTenantCache({ clock, tenants: options.tenants })
  const events = createGrantEvents({ log, metrics })
  const parts: GrantParts = { ...others, store, clock, tenants, events }
  return {
    tenant: async (id) => (isUuid(id) ? await tenants.find(id.toLowerCase()) : undefined),
    request: (asked) => requestGrant(parts, asked),
    findContinuation: (by) => findContinuation(parts, by),
    continue: (continued) => continueGrant(parts, continued),
    cancel: (grant) => cancelGrant(parts, grant),
    findToken: (tokenId) => findToken(parts, tokenId),
    rotate: (token) => rotateToken(parts, token),
    revokeToken: (token) => revokeToken(parts, token),
    findInteraction: (by) => findInteraction(parts, by),
    startInteraction: (started) => startInteraction(parts, started),
    decideInteraction: (decided) => decideInteraction(parts, decided),
    finishInteraction: (grant) => finishInteraction(parts, grant),
    introspect: (question) => introspectToken(parts, question),
    find: async (id) => (isUuid(id) ? await store.find(id as GrantId) : undefined),
    list: (query) => store.list(query),
    revoke: async (id) => {
      const revoked = isUuid(id) && (await store.revoke(id as GrantId))
      if (revoked) events.revoked(id)
      return revoked
    },
    cleanUp: (signal) => cleanUp(parts, signal),
  }
}
