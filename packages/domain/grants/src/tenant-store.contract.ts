import assert from 'node:assert/strict'
import { test } from 'node:test'

import { Secret } from '@kivuko/log'

import type { Tenant, TenantStore } from './tenant.ts'

const tenant: Tenant = {
  id: 'cf5fd7d3-1eb1-4041-8e43-ba45747e9e5d',
  apiSecret: new Secret('api'),
  idpConsentUrl: 'https://idp.example/consent',
  idpSecret: new Secret('idp'),
  createdAtMs: 1_900_000_000_000,
}
const unknown = '00000000-0000-4000-8000-000000000000'

/** Runs the suite that every store of tenants must pass; `open` gives an empty store. */
export function testTenantStore(
  name: string,
  open: () => Promise<{ readonly store: TenantStore } & AsyncDisposable>,
): void {
  test(`${name}: a tenant is found as it was put`, async () => {
    await using opened = await open()
    const { store } = opened
    const { idpConsentUrl: _url, idpSecret: _secret, ...plain } = tenant
    await store.put(tenant)
    assert.deepEqual(shown(await store.find(tenant.id)), shown(tenant))
    await store.put(plain)
    assert.deepEqual(shown(await store.find(tenant.id)), shown(plain))
    assert.equal(await store.find(unknown), undefined)
  })

  test(`${name}: a change leaves what it does not name`, async () => {
    await using opened = await open()
    const { store } = opened
    await store.put(tenant)
    const change = { idpConsentUrl: 'https://other.example', idpSecret: new Secret('other') }
    assert.equal(await store.change(tenant.id, change), true)
    assert.deepEqual(shown(await store.find(tenant.id)), shown({ ...tenant, ...change }))
    assert.equal(await store.change(unknown, change), false)
  })

  test(`${name}: a removed tenant is gone until it is put again`, async () => {
    await using opened = await open()
    const { store } = opened
    await store.put(tenant)
    assert.equal(await store.remove(tenant.id, 1_900_000_000_001), true)
    assert.equal(await store.find(tenant.id), undefined)
    assert.equal(await store.remove(tenant.id, 1_900_000_000_002), false)
    assert.equal(await store.change(tenant.id, { apiSecret: new Secret('new') }), false)
    await store.put(tenant)
    assert.deepEqual(shown(await store.find(tenant.id)), shown(tenant))
  })
}

/** Secrets hide from a comparison, too. */
function shown(found: Tenant | undefined): unknown {
  return found && { ...found, apiSecret: found.apiSecret.reveal(), idp: found.idpSecret?.reveal() }
}
