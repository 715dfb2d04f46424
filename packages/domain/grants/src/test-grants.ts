import assert from 'node:assert/strict'

import { createFakeClock, type FakeClock } from '@kivuko/clock'
import type { AccessItem } from '@kivuko/gnap'
import { Secret, silentLog } from '@kivuko/log'
import { createMetrics } from '@kivuko/metrics'
import { createSeededRandom } from '@kivuko/random'

import { createGrants, type Grants } from './create-grants.ts'
import { createMemoryGrantStore } from './grant-store-memory.ts'
import { defaultGrantSettings, type GrantSettings } from './grant-settings.ts'
import type { GrantStore } from './grant-store.ts'
import type { InteractiveGrant } from './interact.ts'
import type { AskedGrant, RequestedGrant } from './request-grant.ts'
import type { Tenant, TenantStore } from './tenant.ts'
import { createMemoryTenantStore } from './tenant-store-memory.ts'

/** Grants on a store in memory, and what a test moves and looks into. */
export interface TestGrants {
  readonly grants: Grants
  readonly clock: FakeClock
  readonly store: GrantStore
  readonly tenants: TenantStore
}

/** The tenant of the tests. */
export const testTenant: Tenant = {
  id: 'cf5fd7d3-1eb1-4041-8e43-ba45747e9e5d',
  apiSecret: new Secret('api'),
  idpConsentUrl: 'https://idp.example/consent',
  idpSecret: new Secret('idp'),
  createdAtMs: 0,
}

/** Access that nobody is asked for. */
export const freeAccess: AccessItem = { type: 'incoming-payment', actions: ['create', 'read'] }

/** Access that a user is asked for. */
export const askedAccess: AccessItem = {
  type: 'outgoing-payment',
  actions: ['create', 'read'],
  identifier: 'https://wallet.example/alice',
}

const finish = { method: 'redirect', uri: 'https://client.example/return', nonce: 'n' } as const

/** Makes grants with a fake clock. */
export function createTestGrants(settings: Partial<GrantSettings> = {}): TestGrants {
  const clock = createFakeClock()
  const store = createMemoryGrantStore()
  const tenants = createMemoryTenantStore()
  const grants = createGrants({
    store,
    tenants,
    clock,
    random: createSeededRandom(5),
    log: silentLog,
    metrics: createMetrics(),
    settings: { ...defaultGrantSettings, ...settings },
  })
  return { grants, clock, store, tenants }
}

/** A request for access that a user is asked for, to be changed. */
export function asking(change: Partial<AskedGrant> = {}): AskedGrant {
  return {
    tenant: testTenant,
    client: { walletAddress: 'https://client.example/pay' },
    access: [askedAccess],
    interact: { start: ['redirect'], finish },
    clientName: async () => 'A shop',
    ...change,
  }
}

/** Requests a grant that must not be refused. */
export async function requested(grants: Grants, asked: AskedGrant): Promise<RequestedGrant> {
  const answer = await grants.request(asked)
  assert.ok(!('refusal' in answer), 'refused')
  return answer
}

/** The interaction of a request, read anew. */
export async function interactionOf(
  grants: Grants,
  { interaction }: RequestedGrant,
): Promise<InteractiveGrant> {
  assert.ok(interaction !== undefined)
  const found = await grants.findInteraction(interaction)
  assert.ok(found !== undefined)
  return found
}

/**
 * Has a user go all the way to the client's page; gives the reference that is handed to the client.
 */
export async function letUserApprove(grants: Grants, request: RequestedGrant): Promise<string> {
  const session = 'browser'
  const started = { grant: await interactionOf(grants, request), session }
  assert.equal(await grants.startInteraction(started), true)
  const decided = { grant: await interactionOf(grants, request), decision: 'APPROVED' } as const
  assert.equal(await grants.decideInteraction(decided), true)
  const finished = await grants.finishInteraction(await interactionOf(grants, request))
  assert.ok(finished.end === 'approved')
  return finished.interactRef
}
