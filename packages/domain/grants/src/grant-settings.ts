import type { Clock } from '@kivuko/clock'
import type { Random } from '@kivuko/random'

import type { GrantEvents } from './events.ts'
import type { GrantStore } from './grant-store.ts'
import type { InteractionSettings } from './interaction-need.ts'
import type { TenantStore } from './tenant.ts'

/** What an operator may set. */
export interface GrantSettings extends InteractionSettings {
  readonly accessTokenExpirySec: number
  readonly interactionExpirySec: number
  /** How long a client has to wait before it continues. */
  readonly waitSec: number
  /** How long an expired token is kept, in which it can still be rotated. */
  readonly accessTokenDeletionDays: number
}

/** The settings of a node where nothing is set. */
export const defaultGrantSettings: GrantSettings = {
  accessTokenExpirySec: 600,
  interactionExpirySec: 600,
  waitSec: 5,
  accessTokenDeletionDays: 30,
  incomingPaymentInteraction: false,
  quoteInteraction: false,
  listAllAccessInteraction: true,
}

/** What the use cases work with. */
export interface GrantParts {
  readonly store: GrantStore
  readonly tenants: Pick<TenantStore, 'find'>
  readonly clock: Clock
  readonly random: Random
  readonly events: GrantEvents
  readonly settings: GrantSettings
}
