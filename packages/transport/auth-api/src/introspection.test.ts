import assert from 'node:assert/strict'
import { test } from 'node:test'

import { systemClock } from '@kivuko/clock'
import { createHttpClient, HttpRequestError } from '@kivuko/http'

import { createIntrospectionClient } from './introspection-client.ts'
import { assertRefused, json, openAuth, tenantId } from './test-auth.ts'

const access = [
  { type: 'incoming-payment', actions: ['create', 'read-all'] },
  { type: 'quote', actions: ['create'] },
] as const

test('a resource server is told of a token what it asks, as in the same process', async () => {
  await using auth = await openAuth()
  const body = { client: auth.wallet.url, access_token: { access } }
  const issued = json(await auth.signed({ url: `${auth.urls.grant}/${tenantId}`, body }))
  const accessToken = issued.access_token.value
  const client = createIntrospectionClient({ http: auth.http, url: auth.urls.introspection })
  for (const question of [
    { accessToken },
    { accessToken, access: [] },
    { accessToken, access: [{ type: 'incoming-payment', actions: ['read'] } as const] },
    {
      accessToken,
      access: [{ type: 'quote', actions: ['create'], identifier: 'https://a.b/c' } as const],
    },
    { accessToken, access: [{ type: 'incoming-payment', actions: ['list'] } as const] },
    { accessToken: 'other' },
  ]) {
    assert.deepEqual(await client.introspect(question), await auth.grants.introspect(question))
  }
  const told = await auth.request({
    method: 'POST',
    url: auth.urls.introspection,
    body: { access_token: accessToken, access: [{ type: 'incoming-payment', actions: ['read'] }] },
  })
  assert.deepEqual(JSON.parse(told.body.toString()), {
    active: true,
    grant: issued.continue.uri.split('/').at(-1),
    access: [access[0]],
    client: { walletAddress: auth.wallet.url },
  })
})

test('a question that cannot be understood is refused', async () => {
  await using auth = await openAuth()
  const url = auth.urls.introspection
  for (const body of [{}, { access_token: 7 }, { access_token: 'A', access: [{ type: 'x' }] }]) {
    assertRefused(await auth.request({ method: 'POST', url, body }), 400, 'invalid_request')
  }
})

test('no answer is no answer about the token', async () => {
  await using auth = await openAuth()
  await using http = createHttpClient({ clock: systemClock, timeoutMs: 1000 })
  const ask = (url: string): Promise<unknown> =>
    createIntrospectionClient({ http, url }).introspect({ accessToken: 'A' })
  await assert.rejects(ask('http://127.0.0.1:1'), HttpRequestError)
  await assert.rejects(ask(`${auth.urls.introspection}/elsewhere`), /answered 404/)
  auth.wallet.answer({ wallet: { active: 'perhaps' } })
  await assert.rejects(ask(auth.wallet.url))
})
