import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConfigError } from '@kivuko/config'
import { readWalletConfig } from './config.ts'
import { planSeed } from './node/seed-plan.ts'

const enough = {
  OPERATOR_TENANT_ID: '6b3c1f6e-57e4-4a0e-8b51-6c9a8f3f0001',
  ADMIN_API_SECRET: 'a',
  SIGNATURE_SECRET: 'b',
  IDP_SECRET: 'c',
}

function variablesWrongIn(env: Readonly<Record<string, string>>): readonly string[] {
  try {
    readWalletConfig({ ...enough, ...env })
    return []
  } catch (error) {
    assert.ok(error instanceof ConfigError)
    return error.problems.map(({ variable }) => variable)
  }
}

test('needs its secrets and nothing else', () => {
  assert.throws(() => readWalletConfig({}), ConfigError)
  const { accounts, port } = readWalletConfig(enough)
  assert.deepEqual(accounts[0], { id: 'amina', name: 'Amina Otieno', balance: 100_000n })
  assert.equal(port, 4000)
})

test('refuses accounts that cannot be read', () => {
  for (const list of ['amina', 'amina:Amina', 'amina:Amina:1.00', 'A:Amina:1', 'amina:A:1,,']) {
    assert.deepEqual(variablesWrongIn({ ACCOUNTS: list }), ['ACCOUNTS'], list)
  }
})

test('takes a peer wholly or not at all', () => {
  assert.deepEqual(variablesWrongIn({ PEER_ILP_ADDRESS: 'test.b', PEER_NAME: 'B' }), [
    'PEER_ENDPOINT',
    'PEER_INCOMING_TOKEN',
    'PEER_OUTGOING_TOKEN',
  ])
})

test('plans what the node has to know', () => {
  const jwk = { kid: 'k', x: 'A'.repeat(43), alg: 'EdDSA', kty: 'OKP', crv: 'Ed25519' }
  const plan = planSeed(
    readWalletConfig({
      ...enough,
      CLIENT_ACCOUNT: 'juma',
      CLIENT_JWK: JSON.stringify(jwk),
      WALLET_ADDRESS_PREFIX: 'https://bank.example/',
      PEER_ILP_ADDRESS: 'test.b',
      PEER_NAME: 'B',
      PEER_ENDPOINT: 'http://b',
      PEER_INCOMING_TOKEN: 'in',
      PEER_OUTGOING_TOKEN: 'out',
    }),
  )
  const { url, publicName } = plan.addresses[1] ?? {}
  assert.deepEqual([url, publicName], ['https://bank.example/juma', 'Juma Said'])
  assert.deepEqual(
    plan.addresses.map(({ key }) => key),
    [undefined, jwk],
  )
  assert.deepEqual(plan.peer?.asset, { code: 'USD', scale: 2 })
})
