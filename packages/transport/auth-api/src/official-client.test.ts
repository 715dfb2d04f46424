import assert from 'node:assert/strict'
import { test } from 'node:test'

import {
  type AuthenticatedClient,
  createAuthenticatedClient,
  isFinalizedGrantWithAccessToken,
  isPendingGrant,
} from '@interledger/open-payments'
import {
  createPostgresGrantStore,
  createPostgresTenantStore,
  grantMigrations,
} from '@kivuko/grants'
import { createTestDatabase } from '@kivuko/testing'

import { type Auth, cookiesOf, idpSecret, openAuth, tenantId } from './test-auth.ts'

/** The servers on a real database, and the official client, which checks every answer's form. */
async function open(): Promise<{ auth: Auth; client: AuthenticatedClient } & AsyncDisposable> {
  await using opened = new AsyncDisposableStack()
  const { postgres } = opened.use(await createTestDatabase({ sets: [grantMigrations] }))
  const stores = {
    store: createPostgresGrantStore({ postgres }),
    tenants: createPostgresTenantStore({ postgres }),
  }
  const auth = opened.use(await openAuth({ stores }))
  const client = await createAuthenticatedClient({
    walletAddressUrl: auth.wallet.url,
    privateKey: auth.wallet.key,
    keyId: 'key-1',
  })
  const owned = opened.move()
  return { auth, client, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

test('the official client gets, rotates and revokes a token', async () => {
  await using opened = await open()
  const { auth, client } = opened
  const url = `${auth.urls.grant}/${tenantId}`
  const grant = await client.grant.request(
    { url },
    { access_token: { access: [{ type: 'quote', actions: ['create', 'read'] }] } },
  )
  assert.ok(!isPendingGrant(grant) && isFinalizedGrantWithAccessToken(grant))
  const { value, manage } = grant.access_token
  const rotated = await client.token.rotate({ url: manage, accessToken: value })
  assert.deepEqual(await auth.grants.introspect({ accessToken: value }), { active: false })
  const next = rotated.access_token
  assert.equal((await auth.grants.introspect({ accessToken: next.value })).active, true)
  await client.token.revoke({ url: next.manage, accessToken: next.value })
  assert.deepEqual(await auth.grants.introspect({ accessToken: next.value }), { active: false })
})

test('the official client goes the whole way of a grant that a user is asked for', async () => {
  await using opened = await open()
  const { auth, client } = opened
  const url = `${auth.urls.grant}/${tenantId}`
  const limits = {
    interval: 'R11/2026-08-24T14:15:22Z/P1M',
    debitAmount: { value: '18446744073709551615', assetCode: 'USD', assetScale: 2 },
  }
  const access = {
    type: 'outgoing-payment' as const,
    actions: ['create' as const, 'read' as const],
    identifier: 'https://wallet.example/alice',
    limits,
  }
  const finish = { method: 'redirect' as const, uri: 'https://client.example/back', nonce: 'N' }
  const pending = await client.grant.request(
    { url },
    { access_token: { access: [access] }, interact: { start: ['redirect'], finish } },
  )
  assert.ok(isPendingGrant(pending))

  const started = await auth.request({ method: 'GET', url: pending.interact.redirect })
  const page = new URL(String(started.headers['location']))
  const path = `${page.searchParams.get('interactId')}/${page.searchParams.get('nonce')}`
  const deciding = `${auth.urls.idp}/grant/${path}/accept`
  const headers = { 'x-idp-secret': idpSecret }
  assert.equal((await auth.request({ method: 'POST', url: deciding, headers })).status, 202)
  const finished = await auth.request({
    method: 'GET',
    url: `${auth.urls.grant}/interact/${path}/finish`,
    headers: { cookie: cookiesOf(started) },
  })
  const back = new URL(String(finished.headers['location']))

  const by = { url: pending.continue.uri, accessToken: pending.continue.access_token.value }
  const interact_ref = back.searchParams.get('interact_ref') ?? ''
  const issued = await client.grant.continue(by, { interact_ref })
  assert.ok(isFinalizedGrantWithAccessToken(issued))
  assert.deepEqual(issued.access_token.access, [access])
  const accessToken = issued.access_token.value
  const answer = await auth.grants.introspect({ accessToken, access: [access] })
  assert.deepEqual(answer.active && answer.access, [access])

  await client.grant.cancel(by)
  assert.deepEqual(await auth.grants.introspect({ accessToken }), { active: false })
  await assert.rejects(client.grant.continue(by, { interact_ref }), {
    code: 'invalid_continuation',
  })
})

test('the official client polls where it has no page to come back to', async () => {
  await using opened = await open()
  const { auth, client } = opened
  const pending = await client.grant.request(
    { url: `${auth.urls.grant}/${tenantId}` },
    {
      subject: { sub_ids: [{ id: 'https://wallet.example/alice', format: 'uri' }] },
      interact: { start: ['redirect'] },
    },
  )
  assert.ok(isPendingGrant(pending))
  const by = { url: pending.continue.uri, accessToken: pending.continue.access_token.value }
  const polled = await client.grant.continue(by)
  assert.deepEqual(polled.continue, { ...pending.continue, wait: 0 })
})
