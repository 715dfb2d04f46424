import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'

import { exportJwk, jwkThumbprint, parseJwk, parseJwks, privateKeyFromPem } from './ed25519-key.ts'

/** The key of RFC 8037 appendix A. */
const JWK = {
  kid: 'key-1',
  alg: 'EdDSA',
  kty: 'OKP',
  crv: 'Ed25519',
  x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
} as const

test('a key is read, and written as it was read', () => {
  const read = parseJwk({ ...JWK, use: 'sig', d: 'private', 'x-other': 1 })
  assert.ok(read !== undefined)
  assert.deepEqual(read.jwk, { ...JWK, use: 'sig' })
  assert.deepEqual(exportJwk(read.key, 'key-1'), JWK)
})

test('the thumbprint is that of RFC 8037 appendix A.3', () => {
  assert.equal(jwkThumbprint(JWK), 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k')
})

for (const [what, change] of [
  ['no kid', { kid: undefined }],
  ['an empty kid', { kid: '' }],
  ['another algorithm', { alg: 'RS256' }],
  ['another type', { kty: 'RSA' }],
  ['another curve', { crv: 'X25519' }],
  ['another use', { use: 'enc' }],
  ['a short x', { x: 'AAAA' }],
  ['an x with padding', { x: `${JWK.x.slice(0, 42)}=` }],
] as const) {
  test(`a key with ${what} is not read`, () => {
    assert.equal(parseJwk({ ...JWK, ...change }), undefined)
  })
}

test('a key set is read by kid: foreign entries are passed over, the first of a kid counts', () => {
  const other = { ...JWK, x: 'JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs' }
  const keys = parseJwks({ keys: [{ kty: 'RSA' }, null, JWK, other, { ...other, kid: 'key-2' }] })
  assert.deepEqual([...(keys?.keys() ?? [])], ['key-1', 'key-2'])
  assert.equal(keys?.get('key-1')?.jwk.x, JWK.x)
  assert.equal(parseJwks({ keys: {} }), undefined)
  assert.equal(parseJwks(null), undefined)
})

test('a private key is read from PEM, unless it is of another kind', () => {
  const { privateKey } = generateKeyPairSync('ed25519')
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' })
  assert.deepEqual(exportJwk(privateKeyFromPem(pem), 'k'), exportJwk(privateKey, 'k'))
  const x25519 = generateKeyPairSync('x25519').privateKey.export({ type: 'pkcs8', format: 'pem' })
  assert.throws(() => privateKeyFromPem(x25519), TypeError)
})
