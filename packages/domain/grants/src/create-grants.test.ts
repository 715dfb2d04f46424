import assert from 'node:assert/strict'
import { test } from 'node:test'

import type { AccessItem } from '@kivuko/gnap'

import type { Grants } from './create-grants.ts'
import type { GrantSettings } from './grant-settings.ts'
import { isSessionOf } from './interact.ts'
import { isTokenValue } from './manage-token.ts'
import {
  askedAccess,
  asking,
  createTestGrants,
  freeAccess,
  interactionOf,
  letUserApprove,
  requested,
  testTenant,
} from './test-grants.ts'

const listAll: AccessItem = { type: 'incoming-payment', actions: ['list-all'] }
const quote: AccessItem = { type: 'quote', actions: ['create'] }

/** What continuing gives, in a word. */
async function continued(
  grants: Grants,
  by: { readonly grantId: string; readonly token: string; readonly interactRef?: string },
): Promise<string> {
  const grant = await grants.findContinuation(by)
  if (!grant) return 'unknown'
  const answer = await grants.continue({ grant, interactRef: by.interactRef })
  if ('refusal' in answer) return answer.refusal
  return answer.isIssued ? 'issued' : 'pending'
}

async function isActive(grants: Grants, accessToken: string): Promise<boolean> {
  return (await grants.introspect({ accessToken })).active
}

for (const [what, access, settings, asks] of [
  ['an incoming payment', freeAccess, {}, false],
  ['an incoming payment, when so set', freeAccess, { incomingPaymentInteraction: true }, true],
  ['a quote', quote, {}, false],
  ['a quote, when so set', quote, { quoteInteraction: true }, true],
  ['the incoming payments of others', listAll, {}, true],
  ['these, when so set', listAll, { listAllAccessInteraction: false }, false],
  ['an outgoing payment', askedAccess, {}, true],
] satisfies [string, AccessItem, Partial<GrantSettings>, boolean][]) {
  test(`a user is ${asks ? '' : 'not '}asked for access to ${what}`, async () => {
    const { grants } = createTestGrants(settings)
    const identifier = access.type === 'quote' ? {} : { identifier: 'https://wallet.example/alice' }
    const request = await requested(grants, asking({ access: [{ ...access, ...identifier }] }))
    assert.equal(request.interaction !== undefined, asks)
    assert.equal(request.token !== undefined, !asks)
  })
}

test('a grant that nobody is asked for is final at once', async () => {
  const { grants, clock } = createTestGrants()
  const { grant, token, continueToken } = await requested(grants, asking({ access: [freeAccess] }))
  assert.deepEqual(grant.state, { phase: 'FINALIZED', reason: 'ISSUED' })
  assert.match(token?.value ?? '', /^[0-9A-F]{20}$/)
  assert.equal(token?.expiresInSec, 600)
  assert.deepEqual(await grants.introspect({ accessToken: token?.value ?? '' }), {
    active: true,
    grantId: grant.id,
    access: [freeAccess],
    client: { walletAddress: 'https://client.example/pay' },
  })
  await clock.advance(10_000)
  assert.equal(
    await continued(grants, { grantId: grant.id, token: continueToken }),
    'notContinuable',
  )
})

for (const [refusal, change] of [
  ['interactionNeeded', { interact: undefined }],
  ['identifierNeeded', { access: [listAll] }],
  ['noIdentityProvider', { tenant: { ...testTenant, idpConsentUrl: undefined } }],
  [
    'clientWithoutWallet',
    { client: { jwk: { kid: 'k', alg: 'EdDSA', kty: 'OKP', crv: 'Ed25519', x: '' } } },
  ],
  ['clientWithoutName', { clientName: async () => undefined }],
] as const) {
  test(`a request that a user must be asked about is refused: ${refusal}`, async () => {
    const answer = await createTestGrants().grants.request({ ...asking(), ...change } as never)
    assert.equal('refusal' in answer && answer.refusal, refusal)
  })
}

test('the name of a client is not asked for where no user is', async () => {
  const { grants } = createTestGrants()
  const clientName = async (): Promise<never> => assert.fail('asked for')
  assert.ok((await requested(grants, asking({ access: [freeAccess], clientName }))).token)
})

test('a token is issued when the user has agreed, once, to whoever has the reference', async () => {
  const { grants, clock } = createTestGrants()
  const request = await requested(grants, asking())
  const by = { grantId: request.grant.id, token: request.continueToken }
  const interactRef = await letUserApprove(grants, request)
  assert.equal(await continued(grants, { ...by, interactRef }), 'tooFast')
  await clock.advance(5_000)
  assert.equal(await continued(grants, by), 'referenceNeeded')
  assert.equal(await continued(grants, { ...by, interactRef: 'other' }), 'wrongReference')
  assert.equal(await continued(grants, { ...by, token: 'other', interactRef }), 'unknown')
  assert.equal(await continued(grants, { ...by, grantId: 'x', interactRef }), 'unknown')
  const both = [
    continued(grants, { ...by, interactRef }),
    continued(grants, { ...by, interactRef }),
  ]
  assert.deepEqual((await Promise.all(both)).toSorted(), ['issued', 'notContinuable'])
  assert.equal(await continued(grants, { ...by, interactRef }), 'notContinuable')
})

test('a client without a page to come back to polls, and not too fast', async () => {
  const { grants, clock } = createTestGrants()
  const request = await requested(grants, asking({ interact: { start: ['redirect'] } }))
  const by = { grantId: request.grant.id, token: request.continueToken }
  assert.equal(await continued(grants, by), 'tooFast')
  await clock.advance(5_000)
  assert.equal(await continued(grants, { ...by, interactRef: 'r' }), 'wrongReference')
  assert.equal(await continued(grants, by), 'pending')
  assert.equal(await continued(grants, by), 'tooFast')
  await letUserApprove(grants, request)
  await clock.advance(5_000)
  assert.equal(await continued(grants, by), 'issued')
})

test('a client that waits for a user who never decides is told so in the end', async () => {
  const { grants, clock } = createTestGrants()
  const request = await requested(grants, asking({ interact: { start: ['redirect'] } }))
  const by = { grantId: request.grant.id, token: request.continueToken }
  await clock.advance(599_999)
  assert.equal(await continued(grants, by), 'pending')
  await clock.advance(5_001)
  assert.equal(await continued(grants, by), 'notContinuable')
})

test('a denied grant is rejected when the user is sent back', async () => {
  const { grants, clock } = createTestGrants()
  const request = await requested(grants, asking())
  await grants.startInteraction({ grant: await interactionOf(grants, request), session: 's' })
  const grant = await interactionOf(grants, request)
  assert.equal(await grants.decideInteraction({ grant, decision: 'DENIED' }), true)
  const denied = await interactionOf(grants, request)
  assert.deepEqual(await grants.finishInteraction(denied), { end: 'denied' })
  assert.deepEqual((await grants.find(grant.id))?.state, { phase: 'FINALIZED', reason: 'REJECTED' })
  await clock.advance(5_000)
  const by = { grantId: grant.id, token: request.continueToken, interactRef: 'r' }
  assert.equal(await continued(grants, by), 'rejected')
})

test('an interaction is found by its id and its nonce together', async () => {
  const { grants } = createTestGrants()
  const { interaction } = await requested(grants, asking())
  assert.ok(interaction)
  assert.ok(await grants.findInteraction(interaction))
  assert.equal(await grants.findInteraction({ ...interaction, nonce: 'other' }), undefined)
  assert.equal(await grants.findInteraction({ ...interaction, id: testTenant.id }), undefined)
  assert.equal(await grants.findInteraction({ ...interaction, id: "' or 1=1" }), undefined)
})

test('an interaction belongs to the sessions that it was started in', async () => {
  const { grants } = createTestGrants()
  const request = await requested(grants, asking())
  for (const session of ['one', 'two']) {
    const grant = await interactionOf(grants, request)
    assert.equal(await grants.startInteraction({ grant, session }), true)
  }
  const grant = await interactionOf(grants, request)
  assert.deepEqual(
    ['one', 'two', 'three'].map((session) => isSessionOf(grant, session)),
    [true, true, false],
  )
})

test('an interaction is decided once and in time', async () => {
  const { grants, clock } = createTestGrants()
  const late = await requested(grants, asking())
  const request = await requested(grants, asking())
  const grant = await interactionOf(grants, request)
  assert.equal(await grants.decideInteraction({ grant, decision: 'DENIED' }), true)
  assert.equal(await grants.decideInteraction({ grant, decision: 'APPROVED' }), false)
  await clock.advance(600_000)
  const expired = await interactionOf(grants, late)
  assert.equal(await grants.decideInteraction({ grant: expired, decision: 'APPROVED' }), false)
  assert.equal(await grants.startInteraction({ grant: expired, session: 's' }), false)
  assert.deepEqual(await grants.finishInteraction(expired), { end: 'over' })
})

test('a user who comes back undecided has ended nothing', async () => {
  const { grants } = createTestGrants()
  const request = await requested(grants, asking())
  await grants.startInteraction({ grant: await interactionOf(grants, request), session: 's' })
  const grant = await interactionOf(grants, request)
  assert.deepEqual(await grants.finishInteraction(grant), { end: 'undecided' })
  assert.ok(await grants.decideInteraction({ grant, decision: 'APPROVED' }))
})

test('a page that is loaded twice makes a new reference, and only that is good', async () => {
  const { grants, clock } = createTestGrants()
  const request = await requested(grants, asking())
  const first = await letUserApprove(grants, request)
  const again = await grants.finishInteraction(await interactionOf(grants, request))
  assert.ok(again.end === 'approved')
  await clock.advance(5_000)
  const by = { grantId: request.grant.id, token: request.continueToken }
  assert.equal(await continued(grants, { ...by, interactRef: first }), 'wrongReference')
  assert.equal(await continued(grants, { ...by, interactRef: again.interactRef }), 'issued')
  const after = await interactionOf(grants, request)
  assert.deepEqual(await grants.finishInteraction(after), { end: 'over' })
})

test('a grant with a subject alone is issued without a token', async () => {
  const { grants, clock } = createTestGrants()
  const subject = { sub_ids: [{ id: 'https://wallet.example/alice', format: 'uri' as const }] }
  const request = await requested(grants, asking({ access: [], subject }))
  const interactRef = await letUserApprove(grants, request)
  await clock.advance(5_000)
  const by = { grantId: request.grant.id, token: request.continueToken }
  const grant = await grants.findContinuation(by)
  assert.ok(grant)
  const answer = await grants.continue({ grant, interactRef })
  assert.ok(!('refusal' in answer))
  assert.deepEqual(
    [answer.isIssued, answer.token, answer.grant.subject],
    [true, undefined, subject],
  )
})

test('a token is worth something until it expires, and can be rotated even then', async () => {
  const { grants, clock } = createTestGrants()
  const { token } = await requested(grants, asking({ access: [freeAccess] }))
  assert.ok(token)
  await clock.advance(599_999)
  assert.equal(await isActive(grants, token.value), true)
  await clock.advance(1)
  assert.equal(await isActive(grants, token.value), false)
  const found = await grants.findToken(token.id)
  assert.ok(found)
  const next = await grants.rotate(found)
  assert.ok(next)
  assert.notEqual(next.value, token.value)
  assert.equal(await isActive(grants, next.value), true)
  assert.equal(await grants.rotate(found), undefined)
})

test('who manages a token must hold it', async () => {
  const { grants } = createTestGrants()
  const { token } = await requested(grants, asking({ access: [freeAccess] }))
  const found = await grants.findToken(token?.id ?? '')
  assert.ok(found && token)
  assert.equal(isTokenValue(found, token.value), true)
  assert.equal(isTokenValue(found, 'other'), false)
  assert.equal(await grants.findToken('other'), undefined)
})

test('a revoked token is worth nothing and cannot be rotated', async () => {
  const { grants } = createTestGrants()
  const { token } = await requested(grants, asking({ access: [freeAccess] }))
  const found = await grants.findToken(token?.id ?? '')
  assert.ok(found && token)
  await grants.revokeToken(found)
  await grants.revokeToken(found)
  assert.equal(await isActive(grants, token.value), false)
  assert.equal(await grants.rotate(found), undefined)
})

test('cancelling or revoking a grant takes its tokens with it', async () => {
  const { grants } = createTestGrants()
  for (const revoke of [
    (id: string) => grants.revoke(id),
    async (id: string) => {
      const grant = await grants.find(id)
      return grant !== undefined && (await grants.cancel(grant))
    },
  ]) {
    const { grant, token } = await requested(grants, asking({ access: [freeAccess] }))
    assert.equal(await revoke(grant.id), true)
    assert.equal(await revoke(grant.id), false)
    assert.equal(await isActive(grants, token?.value ?? ''), false)
  }
  assert.equal(await grants.revoke('other'), false)
})

test('introspection tells the granted items that were asked about', async () => {
  const { grants } = createTestGrants()
  const { token } = await requested(grants, asking({ access: [freeAccess, quote] }))
  const accessToken = token?.value ?? ''
  const told = async (access?: readonly AccessItem[]): Promise<unknown> => {
    const answer = await grants.introspect({ accessToken, access })
    return answer.active && answer.access
  }
  assert.deepEqual(await told(), [freeAccess, quote])
  assert.deepEqual(await told([{ ...freeAccess, actions: ['read'] }]), [freeAccess])
  assert.deepEqual(await told([{ ...freeAccess, actions: ['list'] }]), [])
  assert.deepEqual(await told([quote, { ...freeAccess, actions: ['list'] }]), [])
  assert.deepEqual(await grants.introspect({ accessToken: 'other' }), { active: false })
})

test('tenants are remembered for a second', async () => {
  const { grants, tenants, clock } = createTestGrants()
  assert.equal(await grants.tenant(testTenant.id), undefined)
  await tenants.put(testTenant)
  assert.equal((await grants.tenant(testTenant.id.toUpperCase()))?.id, testTenant.id)
  await tenants.remove(testTenant.id, 0)
  assert.ok(await grants.tenant(testTenant.id))
  await clock.advance(1_000)
  assert.equal(await grants.tenant(testTenant.id), undefined)
  assert.equal(await grants.tenant('other'), undefined)
})

test('expired tokens and abandoned grants are cleaned up when their days are over', async () => {
  const { grants, clock } = createTestGrants({ accessTokenDeletionDays: 1 })
  const { grant, token } = await requested(grants, asking({ access: [freeAccess] }))
  const abandoned = await requested(grants, asking())
  const dayMs = 24 * 60 * 60 * 1000
  await clock.advance(dayMs + 600_000)
  assert.deepEqual(await grants.cleanUp(), { tokens: 0, grants: 1 })
  assert.equal(await grants.find(abandoned.grant.id), undefined)
  await clock.advance(1)
  assert.deepEqual(await grants.cleanUp(), { tokens: 1, grants: 1 })
  assert.equal(await grants.find(grant.id), undefined)
  assert.equal(await grants.findToken(token?.id ?? ''), undefined)
})
