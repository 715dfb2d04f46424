import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { systemClock as clock } from '@kivuko/clock'
import { Secret } from '@kivuko/log'
import { systemRandom as random } from '@kivuko/random'
import { createTestDatabase } from '@kivuko/testing'
import { createPostgresWebhookStore, webhookMigrations } from '@kivuko/webhooks'
import { ledgerMigrations } from '@kivuko/ledger'
import { createAbsenceNotice } from './absent-wallet-address-postgres.ts'
import { directoryMigrations } from './directory-migrations.ts'
import type { TenantId } from './records.ts'
import { ensureOperator } from './tenants-postgres.ts'

test('an absent wallet address is told to the tenant over it, else to the operator', async () => {
  const sets = [ledgerMigrations, webhookMigrations, directoryMigrations]
  await using database = await createTestDatabase({ sets })
  const { postgres } = database
  const [operatorId, shop, stall] = [tenantId(), tenantId(), tenantId()]
  for (const id of [operatorId, shop, stall]) {
    await ensureOperator({ postgres, clock, operator: { id, apiSecret: new Secret('s') } })
  }
  await postgres.query({
    text: `insert into directory.tenant_settings (tenant_id, key, value)
      values ($1, 'WALLET_ADDRESS_URL', 'http://W.example/shop/'),
        ($2, 'WALLET_ADDRESS_URL', 'https://w.example/shop/stall')`,
    values: [shop, stall],
  })
  const outbox = createPostgresWebhookStore({ postgres, clock })
  const notice = createAbsenceNotice({ postgres, outbox, random, operatorId })
  const told = async (url: string): Promise<string | undefined> => {
    await notice.tell(url)
    const [event] = await outbox.events({ limit: 1 })
    assert.equal(event?.type, 'wallet_address.not_found')
    assert.deepEqual(event?.data, { walletAddressUrl: url })
    return event?.tenantId
  }
  assert.equal(await told('https://w.example/shop/alice'), shop)
  assert.equal(await told('https://w.example/shop/stall/alice'), stall)
  assert.equal(await told('https://w.example/shopping'), operatorId)
  assert.equal(await told('https://w.example/shop'), operatorId)
  assert.equal(await told('https://elsewhere.example/100%_'), operatorId)
})

function tenantId(): TenantId {
  return randomUUID() as TenantId // A new id becomes this kind's here.
}
