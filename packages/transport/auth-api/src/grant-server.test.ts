import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'

import { exportJwk } from '@kivuko/signatures'

import {
  assertRefused,
  type Auth,
  cookiesOf,
  idpSecret,
  json,
  openAuth,
  tenantId,
} from './test-auth.ts'

const incoming = {
  type: 'incoming-payment',
  actions: ['create', 'read'],
  identifier: 'https://wallet.example/bob',
}
const outgoing = {
  type: 'outgoing-payment',
  actions: ['create', 'read'],
  identifier: 'https://wallet.example/alice',
  limits: { debitAmount: { value: '500', assetCode: 'USD', assetScale: 2 } },
}
const finish = { method: 'redirect', uri: 'https://client.example/return?cart=7', nonce: 'N0' }
const interact = { start: ['redirect'], finish }

function grantUrl(auth: Auth): string {
  return `${auth.urls.grant}/${tenantId}`
}

function asked(auth: Auth, change: object = {}): object {
  return { client: auth.wallet.url, access_token: { access: [incoming] }, ...change }
}

test('a grant that no user is asked for is issued at once', async () => {
  await using auth = await openAuth()
  const response = await auth.signed({ url: grantUrl(auth), body: asked(auth) })
  assert.equal(response.status, 200)
  const { access_token: token, continue: continuation, ...others } = json(response)
  assert.deepEqual(others, {})
  assert.match(token.value, /^[0-9A-F]{20}$/)
  assert.deepEqual([token.expires_in, token.access], [600, [incoming]])
  assert.match(token.manage, new RegExp(`^${auth.urls.grant}/token/[0-9a-f-]{36}$`))
  assert.match(continuation.uri, new RegExp(`^${auth.urls.grant}/continue/[0-9a-f-]{36}$`))
  assert.equal(continuation.wait, undefined)
})

test('a client may be a key alone, for what no user is asked for', async () => {
  await using auth = await openAuth()
  const { privateKey } = generateKeyPairSync('ed25519')
  const client = { jwk: exportJwk(privateKey, 'key-9') }
  const signer = { key: privateKey, keyId: 'key-9' }
  const url = grantUrl(auth)
  const issued = await auth.signed({ url, body: asked(auth, { client }), ...signer })
  assert.equal(issued.status, 200)
  const answer = await auth.grants.introspect({ accessToken: json(issued).access_token.value })
  assert.deepEqual(answer.active && answer.client, client)
  const other = { ...signer, keyId: 'key-8' }
  assertRefused(
    await auth.signed({ url, body: asked(auth, { client }), ...other }),
    400,
    'invalid_client',
  )
  const asking = asked(auth, { client, access_token: { access: [outgoing] }, interact })
  assertRefused(await auth.signed({ url, body: asking, ...signer }), 400, 'invalid_request')
})

test('a request of an unknown form or to an unknown tenant is refused', async () => {
  await using auth = await openAuth()
  const url = grantUrl(auth)
  const unknown = `${auth.urls.grant}/00000000-0000-4000-8000-000000000000`
  for (const body of [{}, { client: auth.wallet.url }, asked(auth, { client: 7 })]) {
    assertRefused(await auth.signed({ url, body }), 400, 'invalid_request')
  }
  assertRefused(await auth.signed({ url: unknown, body: asked(auth) }), 404, 'invalid_request')
  const nobody = { url: `${auth.urls.grant}/nobody`, body: asked(auth) }
  assertRefused(await auth.signed(nobody), 404, 'invalid_request')
  const headers = { 'content-type': 'application/json' }
  const malformed = await auth.http.request({ method: 'POST', url, headers, body: '{' })
  assertRefused(malformed, 400, 'invalid_request')
})

test('a request that its client has not signed is refused', async () => {
  await using auth = await openAuth()
  const url = grantUrl(auth)
  const body = asked(auth)
  const stranger = generateKeyPairSync('ed25519').privateKey
  const unsigned = await auth.request({ method: 'POST', url, body })
  assertRefused(unsigned, 401, 'invalid_client')
  assertRefused(await auth.signed({ url, body, key: stranger }), 401, 'invalid_client')
  assertRefused(await auth.signed({ url, body, keyId: 'key-2' }), 400, 'invalid_client')
})

test('a client whose keys cannot be read is refused', async () => {
  await using auth = await openAuth()
  const url = grantUrl(auth)
  const gone = asked(auth, { client: 'http://127.0.0.1:1/shop' })
  assertRefused(await auth.signed({ url, body: gone }), 400, 'invalid_client')
  auth.wallet.answer({ status: 404 })
  assertRefused(await auth.signed({ url, body: asked(auth) }), 400, 'invalid_client')
})

test('access that a user is asked for is refused to who cannot be shown to one', async () => {
  await using auth = await openAuth()
  const url = grantUrl(auth)
  const access_token = { access: [outgoing] }
  const withoutInteract = asked(auth, { access_token })
  assertRefused(await auth.signed({ url, body: withoutInteract }), 400, 'invalid_request')
  auth.wallet.answer({ wallet: { id: auth.wallet.url } })
  const nameless = asked(auth, { access_token, interact })
  assertRefused(await auth.signed({ url, body: nameless }), 400, 'invalid_client')
})

test('tokens are rotated and revoked by the client that bears them', async () => {
  await using auth = await openAuth()
  const issued = json(await auth.signed({ url: grantUrl(auth), body: asked(auth) })).access_token
  const by = { url: issued.manage, token: issued.value }
  const stranger = generateKeyPairSync('ed25519').privateKey
  for (const wrong of [{ key: stranger }, { token: 'other' }, { keyId: 'key-2' }]) {
    assertRefused(await auth.signed({ ...by, ...wrong }), 401, 'invalid_client')
    const revoking = { ...by, ...wrong, method: 'DELETE' } as const
    assertRefused(await auth.signed(revoking), 401, 'invalid_client')
  }
  assertRefused(await auth.signed({ url: by.url }), 401, 'invalid_client')

  const rotated = await auth.signed(by)
  assert.equal(rotated.status, 200)
  const next = json(rotated).access_token
  assert.deepEqual(next.access, [incoming])
  assert.notEqual(next.manage, issued.manage)
  assertRefused(await auth.signed(by), 404, 'invalid_rotation')

  const revoking = { method: 'DELETE', url: next.manage, token: next.value } as const
  assert.equal((await auth.signed(revoking)).status, 204)
  assert.equal((await auth.signed(revoking)).status, 204)
  assertRefused(await auth.signed({ ...revoking, method: 'POST' }), 404, 'invalid_rotation')
  assert.deepEqual(await auth.grants.introspect({ accessToken: next.value }), { active: false })
})

test('a token that never was has been given back, and cannot be rotated', async () => {
  await using auth = await openAuth()
  const url = `${auth.urls.grant}/token/00000000-0000-4000-8000-000000000000`
  assert.equal((await auth.signed({ method: 'DELETE', url, token: 'A' })).status, 204)
  assertRefused(await auth.signed({ url, token: 'A' }), 404, 'invalid_rotation')
})

test('a grant is cancelled with its tokens', async () => {
  await using auth = await openAuth()
  const issued = json(await auth.signed({ url: grantUrl(auth), body: asked(auth) }))
  const by = {
    method: 'DELETE',
    url: issued.continue.uri,
    token: issued.continue.access_token.value,
  } as const
  assertRefused(await auth.signed({ method: 'DELETE', url: by.url }), 401, 'invalid_continuation')
  assertRefused(await auth.signed({ ...by, token: 'other' }), 404, 'invalid_request')
  assertRefused(await auth.signed({ ...by, keyId: 'key-2' }), 401, 'invalid_client')
  assert.equal((await auth.signed(by)).status, 204)
  assertRefused(await auth.signed(by), 404, 'invalid_request')
  const accessToken = issued.access_token.value
  assert.deepEqual(await auth.grants.introspect({ accessToken }), { active: false })
})

test('a continuation is refused without its token, its reference or its time', async () => {
  await using auth = await openAuth({ waitSec: 1 })
  const body = asked(auth, { access_token: { access: [outgoing] }, interact })
  const pending = json(await auth.signed({ url: grantUrl(auth), body }))
  assert.equal(pending.continue.wait, 1)
  const by = { url: pending.continue.uri, token: pending.continue.access_token.value }
  assertRefused(await auth.signed({ url: by.url }), 401, 'invalid_continuation')
  assertRefused(await auth.signed({ ...by, token: 'other' }), 404, 'invalid_continuation')
  assertRefused(await auth.signed({ ...by, keyId: 'key-2' }), 401, 'invalid_client')
  assertRefused(await auth.signed({ ...by, body: { interact_ref: 7 } }), 400, 'invalid_request')
  assertRefused(await auth.signed(by), 400, 'too_fast')
  await new Promise((resolve) => setTimeout(resolve, 1_050))
  assertRefused(await auth.signed(by), 401, 'invalid_request')
  const wrong = { ...by, body: { interact_ref: 'other' } }
  assertRefused(await auth.signed(wrong), 404, 'invalid_continuation')
})

test('a client without a page to come back to is told when its user has agreed', async () => {
  await using auth = await openAuth()
  const subject = { sub_ids: [{ id: 'https://wallet.example/alice', format: 'uri' }] }
  const body = asked(auth, {
    access_token: { access: [outgoing] },
    subject,
    interact: { start: ['redirect'] },
  })
  const pending = json(await auth.signed({ url: grantUrl(auth), body }))
  const by = { url: pending.continue.uri, token: pending.continue.access_token.value }
  const polled = json(await auth.signed(by))
  assert.deepEqual(polled, { continue: { ...pending.continue, wait: 0 } })

  const started = await auth.request({ method: 'GET', url: pending.interact.redirect })
  const [, , id, nonce] = new URL(pending.interact.redirect).pathname.split('/')
  const headers = { 'x-idp-secret': idpSecret }
  const accept = {
    method: 'POST',
    url: `${auth.urls.idp}/grant/${id}/${nonce}/accept`,
    headers,
  } as const
  assert.equal((await auth.request(accept)).status, 202)
  const finished = await auth.request({
    method: 'GET',
    url: `${auth.urls.grant}/interact/${id}/${nonce}/finish`,
    headers: { cookie: cookiesOf(started) },
  })
  assert.equal(finished.status, 202)

  const issued = json(await auth.signed(by))
  assert.deepEqual([issued.access_token.access, issued.subject], [[outgoing], subject])
  assert.equal(issued.continue.wait, undefined)
})

test('it says what it can do, and answers scripts of other origins', async () => {
  await using auth = await openAuth()
  const url = `${auth.urls.grant}/discovery`
  const response = await auth.request({
    method: 'GET',
    url,
    headers: { origin: 'https://a.example' },
  })
  assert.deepEqual(JSON.parse(response.body.toString()), {
    grant_request_endpoint: '/',
    interaction_start_modes_supported: ['redirect'],
    interaction_finish_modes_supported: ['redirect'],
  })
  assert.equal(response.headers['access-control-allow-origin'], '*')
  const nowhere = await auth.request({ method: 'GET', url: `${auth.urls.grant}/no/where` })
  assertRefused(nowhere, 404, 'invalid_request')
})

test('a request signed for this server under another name is good where it may be', async () => {
  const authServerUrl = 'https://auth.example'
  for (const [acceptsAnyHost, statuses] of [
    [true, [200, 200]],
    [false, [401, 200]],
  ] as const) {
    await using auth = await openAuth({ settings: { authServerUrl, acceptsAnyHost } })
    const signedFor = async (url: string): Promise<number> => {
      const body = asked(auth)
      return (await auth.signed({ url, body, sentTo: grantUrl(auth) })).status
    }
    const seen = await signedFor(grantUrl(auth))
    assert.deepEqual([seen, await signedFor(`${authServerUrl}/${tenantId}`)], statuses)
  }
})

test('the age of a signature is looked at where it is set', async () => {
  await using auth = await openAuth({ settings: { signatureAgeSecMax: 60 } })
  const url = grantUrl(auth)
  const createdSec = Math.floor(Date.now() / 1000)
  const at = async (ageSec: number): Promise<number> =>
    (await auth.signed({ url, body: asked(auth), createdSec: createdSec - ageSec })).status
  assert.deepEqual([await at(30), await at(90), await at(-90)], [200, 401, 401])
})
