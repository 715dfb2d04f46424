import assert from 'node:assert/strict'
import { test } from 'node:test'

import type { Tenant } from '@kivuko/grants'
import { Secret } from '@kivuko/log'

import { createTenantClient } from './test-tenant-client.ts'
import { assertRefused, type Auth, openAuth } from './test-auth.ts'

const id = '66304f2f-d6a1-4b1d-8e31-2d5e4a3c1f00'

function shown(tenant: Tenant | undefined): unknown {
  const { apiSecret, idpSecret, idpConsentUrl } = tenant ?? {}
  return tenant && [apiSecret?.reveal(), idpConsentUrl, idpSecret?.reveal()]
}

async function send(
  auth: Auth,
  sent: { method: 'POST' | 'PATCH' | 'DELETE'; path: string; body?: unknown },
): Promise<number> {
  const { method, path, body } = sent
  return (await auth.request({ method, url: auth.urls.tenant + path, body })).status
}

test('a tenant is made known, changed and removed as deployed backends do it', async () => {
  await using auth = await openAuth()
  const { tenants } = auth
  const body = { id, apiSecret: 's', idpConsentUrl: 'https://idp.example', idpSecret: 'i' }
  assert.equal(await send(auth, { method: 'POST', path: '/tenant', body }), 204)
  assert.deepEqual(shown(await tenants.find(id)), ['s', 'https://idp.example', 'i'])
  const path = `/tenant/${id}`
  const change = { apiSecret: 't', idpSecret: null }
  assert.equal(await send(auth, { method: 'PATCH', path, body: change }), 204)
  assert.deepEqual(shown(await tenants.find(id)), ['t', 'https://idp.example', 'i'])
  const removal = { deletedAt: '2026-11-20T08:00:00.000Z' }
  assert.equal(await send(auth, { method: 'DELETE', path, body: removal }), 204)
  assert.equal(await tenants.find(id), undefined)
  assert.equal(await send(auth, { method: 'DELETE', path, body: removal }), 404)
  assert.equal(await send(auth, { method: 'PATCH', path, body: change }), 404)
  assert.equal(await send(auth, { method: 'PATCH', path: '/tenant/x', body: change }), 404)
})

test('what is no tenant is refused', async () => {
  await using auth = await openAuth()
  for (const body of [
    undefined,
    { id },
    { id: 'x', apiSecret: 's' },
    { id, apiSecret: 's', idpConsentUrl: 'here' },
  ]) {
    assert.equal(await send(auth, { method: 'POST', path: '/tenant', body }), 400)
  }
  const body = { deletedAt: 'yesterday' }
  assert.equal(await send(auth, { method: 'DELETE', path: `/tenant/${id}`, body }), 400)
})

test('with a secret, only who has it may tell', async () => {
  const secret = new Secret('service')
  await using auth = await openAuth({ serviceSecret: secret })
  const { http } = auth
  const tenant = { id, apiSecret: new Secret('s'), createdAtMs: 0 }
  const url = auth.urls.tenant
  const body = { id, apiSecret: 's' }
  assertRefused(
    await auth.request({ method: 'POST', url: `${url}/tenant`, body }),
    401,
    'invalid_request',
  )
  const wrong = createTenantClient({ http, url, secret: new Secret('other') })
  await assert.rejects(wrong.put(tenant), /answered 401/)

  const client = createTenantClient({ http, url, secret })
  await client.put(tenant)
  assert.equal(await client.change(id, { idpSecret: new Secret('i') }), true)
  assert.deepEqual(shown(await auth.tenants.find(id)), ['s', undefined, 'i'])
  assert.equal(await client.remove(id, Date.now()), true)
  assert.equal(await client.remove(id, Date.now()), false)
})
