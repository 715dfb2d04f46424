import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'

import { gnapToken } from './authorization-header.ts'
import { gnapErrorBody } from './gnap-error.ts'
import { grantResponseSchema, rotatedResponseSchema } from './grant-response.ts'
import { interactionHash } from './interaction-hash.ts'
import { introspectionRequestSchema, introspectionResponseSchema } from './introspection.ts'

const access = [{ type: 'quote', actions: ['create'], identifier: 'https://wallet.example/alice' }]
const token = { value: '0A1B', manage: 'https://auth.example/token/1', expires_in: 600, access }
const continuation = { access_token: { value: 'C0' }, uri: 'https://auth.example/continue/1' }

test('answers to a grant request are told apart', () => {
  const pending = {
    interact: { redirect: 'https://auth.example/interact/1/2', finish: '2' },
    continue: { ...continuation, wait: 5 },
  }
  const issued = { access_token: token, continue: continuation }
  assert.deepEqual(grantResponseSchema.parse(pending), pending)
  assert.deepEqual(grantResponseSchema.parse(issued), issued)
  assert.deepEqual(rotatedResponseSchema.parse({ access_token: token }), { access_token: token })
  assert.equal(grantResponseSchema.safeParse({ access_token: token }).success, false)
})

test('questions and answers of introspection are read', () => {
  assert.deepEqual(introspectionRequestSchema.parse({ access_token: 'A', access }), {
    access_token: 'A',
    access,
  })
  const active = {
    active: true,
    grant: 'g',
    access,
    client: { walletAddress: 'https://client.example/pay' },
  }
  assert.deepEqual(introspectionResponseSchema.parse(active), active)
  assert.deepEqual(introspectionResponseSchema.parse({ active: false }), { active: false })
  assert.equal(introspectionResponseSchema.safeParse({ ...active, client: {} }).success, false)
  assert.equal(introspectionResponseSchema.safeParse({ active: 'yes' }).success, false)
})

test('the interaction hash is over four lines', () => {
  const lines = [
    'VJLO6A4CATR0KRO',
    'MBDOFXG4Y5CVJCX821LH',
    '4IFWWIKYB2PQ6U56NL1',
    'https://as.example/t',
  ]
  const [clientNonce = '', interactNonce = '', interactRef = '', grantEndpoint = ''] = lines
  assert.equal(
    interactionHash({ clientNonce, interactNonce, interactRef, grantEndpoint }),
    createHash('sha256').update(lines.join('\n')).digest('base64'),
  )
})

test('the SHA-256 example of RFC 9635 section 4.2.3 comes out as it stands there', () => {
  const hash = interactionHash({
    clientNonce: 'VJLO6A4CATR0KRO',
    interactNonce: 'MBDOFXG4Y5CVJCX821LH',
    interactRef: '4IFWWIKYB2PQ6U56NL1',
    grantEndpoint: 'https://server.example.com/tx',
  })
  const urlSafe = hash.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
  assert.equal(urlSafe, 'x-gguKWTj8rQf7d7i3w3UhzvuJ5bpOlKyAlVpLxBffY')
})

test('a token is taken from a GNAP header and from no other', () => {
  assert.equal(gnapToken('GNAP 0A1B'), '0A1B')
  assert.equal(gnapToken('gnap  0A1B'), '0A1B')
  for (const header of [
    undefined,
    '',
    'GNAP',
    'GNAP ',
    'Bearer 0A1B',
    'GNAP 0A 1B',
    `GNAP ${'A'.repeat(257)}`,
  ]) {
    assert.equal(gnapToken(header), undefined)
  }
})

test('an error has a code and a description', () => {
  assert.deepEqual(gnapErrorBody('too_fast', 'wait'), {
    error: { code: 'too_fast', description: 'wait' },
  })
})
