import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  nodeEnvironment,
  payeeBank,
  payerBank,
  type PlacedBank,
  walletEnvironment,
} from './bank-plan.ts'

const ports = {
  admin: 1,
  connector: 2,
  openPayments: 3,
  auth: 4,
  introspection: 5,
  interaction: 6,
  serviceApi: 7,
  wallet: 8,
}
const one: PlacedBank = { ...payerBank, ports, dataDir: '/d/one' }
const other: PlacedBank = {
  ...payeeBank,
  ports: { ...ports, connector: 12 },
  dataDir: '/d/other',
}
const secrets = {
  tokens: { 'baobab>mwezi': 'b', 'mwezi>baobab': 'm' },
  shopJwk: '{"kid":"k"}',
}

test('each bank presents what the other expects, at the address where it listens', () => {
  const node = { IDENTITY_SERVER_SECRET: 'idp', SIGNATURE_SECRET: 'sign' }
  const atOne = walletEnvironment(one, { peer: other, node, secrets })
  const atOther = walletEnvironment(other, { peer: one, node, secrets })
  assert.equal(atOne['PEER_OUTGOING_TOKEN'], atOther['PEER_INCOMING_TOKEN'])
  assert.equal(atOther['PEER_OUTGOING_TOKEN'], atOne['PEER_INCOMING_TOKEN'])
  assert.notEqual(atOne['PEER_OUTGOING_TOKEN'], atOther['PEER_OUTGOING_TOKEN'])
  assert.equal(atOne['PEER_ENDPOINT'], 'http://127.0.0.1:12')
  assert.equal(atOne['PEER_ILP_ADDRESS'], nodeEnvironment(other)['ILP_ADDRESS'])
  assert.equal(atOne['IDP_SECRET'], 'idp')
})

test("only the shop's bank shows the shop's key", () => {
  const atOne = walletEnvironment(one, { peer: other, node: {}, secrets })
  const atOther = walletEnvironment(other, { peer: one, node: {}, secrets })
  assert.deepEqual([atOne['CLIENT_ACCOUNT'], atOne['CLIENT_JWK']], ['duka', '{"kid":"k"}'])
  assert.deepEqual([atOther['CLIENT_ACCOUNT'], atOther['CLIENT_JWK']], [undefined, undefined])
})

test('node and wallet find each other', () => {
  const node = nodeEnvironment(one)
  const wallet = walletEnvironment(one, { peer: other, node, secrets })
  assert.equal(node['WEBHOOK_URL'], `http://127.0.0.1:${wallet['WALLET_PORT']}/webhooks`)
  assert.equal(wallet['NODE_ADMIN_URL'], `http://127.0.0.1:${node['ADMIN_PORT']}/graphql`)
  assert.equal(wallet['WALLET_ADDRESS_PREFIX'], `https://127.0.0.1:${node['OPEN_PAYMENTS_PORT']}`)
})
