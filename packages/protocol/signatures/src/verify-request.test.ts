import assert from 'node:assert/strict'
import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { test } from 'node:test'

import {
  createHeaders,
  validateSignature,
  validateSignatureHeaders,
} from '@interledger/http-signature-utils'
import fc from 'fast-check'

import { exportJwk } from './ed25519-key.ts'
import { signatureBase } from './signature-base.ts'
import { signRequest, type UnsignedRequest } from './sign-request.ts'
import {
  describeSignatureRefusal,
  isSignedWith,
  type ReceivedRequest,
  readSignature,
  type SignatureRefusal,
  verifyRequest,
} from './verify-request.ts'

const URL = 'https://auth.example/tenant?x=1'
const createdSec = 1_700_000_000

function keyPair(): { publicKey: KeyObject; privateKey: KeyObject } {
  return generateKeyPairSync('ed25519')
}

function received(
  request: UnsignedRequest,
  added: Readonly<Record<string, string>>,
): ReceivedRequest {
  return {
    method: request.method,
    targetUris: [request.url],
    headers: { ...request.headers, ...added },
    rawBody: Buffer.from(request.body ?? ''),
  }
}

function signed(privateKey: KeyObject, change: Partial<UnsignedRequest> = {}): ReceivedRequest {
  const request: UnsignedRequest = { method: 'POST', url: URL, body: '{"a":1}', ...change }
  const signer = { key: privateKey, keyId: 'key-1', createdSec: createdSec }
  return received(request, signRequest(request, signer))
}

function refusalOf(request: ReceivedRequest): SignatureRefusal {
  const read = readSignature(request)
  assert.ok('refusal' in read)
  assert.ok(describeSignatureRefusal(read).length > 0)
  return read
}

test('the Ed25519 example of RFC 9421 appendix B.2.6 is signed as it stands there', () => {
  const parameters =
    '("date" "@method" "@path" "@authority" "content-type" "content-length")' +
    ';created=1618884473;keyid="test-key-ed25519"'
  const base = signatureBase(
    {
      method: 'POST',
      targetUri: 'https://example.com/foo?param=Value&Pet=dog',
      headers: {
        date: 'Tue, 20 Apr 2021 02:07:55 GMT',
        'content-type': 'application/json',
        'content-length': '18',
      },
    },
    ['date', '@method', '@path', '@authority', 'content-type', 'content-length'],
    parameters,
  )
  assert.ok(typeof base === 'string')
  const key = createPrivateKey({
    key: {
      kty: 'OKP',
      crv: 'Ed25519',
      x: 'JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs',
      d: 'n4Ni-HpISpVObnQMW0wOhCKROaIKqKtW_2ZYb2p9KcU',
    },
    format: 'jwk',
  })
  assert.equal(
    sign(null, Buffer.from(base), key).toString('base64'),
    'wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==',
  )
})

test('whatever is signed is verified', async () => {
  const { publicKey, privateKey } = keyPair()
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        method: fc.constantFrom('GET', 'POST', 'DELETE'),
        url: fc.webUrl({ withQueryParameters: true }),
        body: fc.oneof(fc.constant(''), fc.json()),
        headers: fc.oneof(
          fc.constant({}),
          fc.constant({ authorization: 'GNAP 0123456789ABCDEF0123' }),
        ),
      }),
      async (change) => {
        const keyFor = (): KeyObject => publicKey
        assert.deepEqual(await verifyRequest(signed(privateKey, change), { keyFor }), {
          keyId: 'key-1',
        })
      },
    ),
    { numRuns: 50 },
  )
})

test('requests of the official client are verified', async () => {
  const { publicKey, privateKey } = keyPair()
  for (const body of [undefined, '{"access_token":{"access":[]}}']) {
    for (const authorization of [undefined, 'GNAP 0123']) {
      const headers = authorization ? { authorization } : {}
      const request = { method: 'POST', url: URL, headers, ...(body ? { body } : {}) }
      const added = await createHeaders({ request: { ...request }, privateKey, keyId: 'key-1' })
      const lowered = Object.entries(added).map(([name, value]) => [
        name.toLowerCase(),
        String(value),
      ])
      const arrived = received(request, Object.fromEntries(lowered))
      const keyFor = (keyId: string): KeyObject | undefined =>
        keyId === 'key-1' ? publicKey : undefined
      assert.deepEqual(await verifyRequest(arrived, { keyFor }), { keyId: 'key-1' })
    }
  }
})

test('requests signed here are verified by the official library', async () => {
  const { publicKey, privateKey } = keyPair()
  const jwk = exportJwk(publicKey, 'key-1')
  for (const change of [
    {},
    { body: '' },
    { headers: { authorization: 'GNAP 0123' } },
    { method: 'DELETE', body: '', headers: { authorization: 'GNAP 0123' } },
  ]) {
    const { method, headers, rawBody } = signed(privateKey, change)
    const request = { method, url: URL, headers: { ...headers } as Record<string, string> }
    const withBody = { ...request, ...(rawBody.length > 0 ? { body: rawBody.toString() } : {}) }
    assert.equal(validateSignatureHeaders(withBody), true)
    assert.equal(await validateSignature(jwk, withBody), true)
  }
})

test('a request is refused when anything that was signed is changed', () => {
  const { publicKey, privateKey } = keyPair()
  const request = signed(privateKey, { headers: { authorization: 'GNAP 0123' } })
  for (const change of [
    { method: 'PUT' },
    { targetUris: ['https://auth.example/tenant?x=2'] },
    { headers: { ...request.headers, authorization: 'GNAP 0124' } },
    { headers: { ...request.headers, 'content-type': 'text/plain' } },
  ]) {
    const read = readSignature({ ...request, ...change })
    assert.ok(!('refusal' in read))
    assert.equal(isSignedWith(read, publicKey), false)
  }
  assert.deepEqual(refusalOf({ ...request, rawBody: Buffer.from('{"a":2}') }), {
    refusal: 'wrongDigest',
    algorithm: 'sha-512',
  })
})

test('any of the target URIs may be the one that was signed', () => {
  const { publicKey, privateKey } = keyPair()
  const request = signed(privateKey)
  const read = readSignature({ ...request, targetUris: ['http://10.0.0.7/tenant?x=1', URL] })
  assert.ok(!('refusal' in read))
  assert.equal(isSignedWith(read, publicKey), true)
})

test('another key, and a key that is not known, are told apart', async () => {
  const { privateKey } = keyPair()
  const other = keyPair().publicKey
  const request = signed(privateKey)
  assert.deepEqual(await verifyRequest(request, { keyFor: () => other }), {
    refusal: 'wrongSignature',
    keyId: 'key-1',
  })
  assert.deepEqual(await verifyRequest(request, { keyFor: async () => undefined }), {
    refusal: 'unknownKey',
    keyId: 'key-1',
  })
})

test('the signature covers method, target, authorization and the body trio, or is refused', () => {
  const { privateKey } = keyPair()
  const request = signed(privateKey, { headers: { authorization: 'GNAP 0123' } })
  const input = String(request.headers['signature-input'])
  for (const component of [
    '@method',
    '@target-uri',
    'authorization',
    'content-digest',
    'content-length',
    'content-type',
  ]) {
    const stripped = input.replace(`"${component}"`, '').replace('( ', '(').replace(' )', ')')
    const headers = { ...request.headers, 'signature-input': stripped.replaceAll('  ', ' ') }
    assert.deepEqual(refusalOf({ ...request, headers }), {
      refusal: 'uncoveredComponent',
      component,
    })
  }
})

for (const [what, change, refusal] of [
  ['no signature', { signature: undefined }, { refusal: 'missingSignature' }],
  ['no signature of that label', { signature: 'sig2=:AAAA:' }, { refusal: 'missingSignature' }],
  ['no signature-input', { 'signature-input': undefined }, { refusal: 'missingSignature' }],
  [
    'a malformed signature',
    { signature: 'sig1=AAAA' },
    { refusal: 'malformedSignature', header: 'signature' },
  ],
  [
    'a malformed signature-input',
    { 'signature-input': 'sig1=(a)' },
    { refusal: 'malformedSignature', header: 'signature-input' },
  ],
  [
    'no keyid',
    { 'signature-input': 'sig1=("@method" "@target-uri");created=1' },
    { refusal: 'missingKeyId' },
  ],
  [
    'another algorithm',
    { 'signature-input': 'sig1=("@method" "@target-uri");keyid="k";alg="hmac-sha256"' },
    { refusal: 'unsupportedAlgorithm', algorithm: 'hmac-sha256' },
  ],
  [
    'a component twice',
    { 'signature-input': 'sig1=("@method" "@method" "@target-uri");keyid="k"' },
    { refusal: 'repeatedComponent', component: '@method' },
  ],
  [
    'a component in upper case',
    { 'signature-input': 'sig1=("@method" "@target-uri" "Date");keyid="k"' },
    { refusal: 'unsupportedComponent', component: 'Date' },
  ],
  [
    'a component with a parameter',
    { 'signature-input': 'sig1=("@method";req "@target-uri");keyid="k"' },
    { refusal: 'unsupportedComponent', component: '@method' },
  ],
  [
    'an unknown derived component',
    { 'signature-input': 'sig1=("@method" "@target-uri" "@status");keyid="k"' },
    { refusal: 'unsupportedComponent', component: '@status' },
  ],
  [
    'a signed header that is missing',
    { 'signature-input': 'sig1=("@method" "@target-uri" "date");keyid="k"' },
    { refusal: 'missingHeader', header: 'date' },
  ],
] as const) {
  test(`a request with ${what} is refused`, () => {
    const request = signed(keyPair().privateKey, { body: '' })
    assert.deepEqual(refusalOf({ ...request, headers: { ...request.headers, ...change } }), refusal)
  })
}

test('a component of a URL that is none is refused', () => {
  const request = signed(keyPair().privateKey, { body: '' })
  const input = 'sig1=("@method" "@target-uri" "@authority");keyid="k"'
  const headers = { ...request.headers, 'signature-input': input }
  assert.deepEqual(refusalOf({ ...request, headers, targetUris: ['http://a b/'] }), {
    refusal: 'unsupportedComponent',
    component: '@authority',
  })
})

test('a body without a digest is refused', () => {
  const { privateKey } = keyPair()
  const request = signed(privateKey)
  const headers = { ...request.headers, 'content-digest': undefined }
  assert.deepEqual(refusalOf({ ...request, headers }), {
    refusal: 'missingHeader',
    header: 'content-digest',
  })
})

test('a freshness window is kept on both sides, and not looked at without one', () => {
  const request = signed(keyPair().privateKey)
  const window = { maxAgeSec: 300, maxSkewSec: 300 }
  const at = (sec: number): unknown => {
    const read = readSignature(request, { ...window, nowMs: (createdSec + sec) * 1000 })
    return 'refusal' in read ? read.refusal : 'ok'
  }
  assert.equal(at(300), 'ok')
  assert.equal(at(301), 'tooOld')
  assert.equal(at(-301), 'ok')
  assert.equal(at(-302), 'fromTheFuture')
  assert.ok(!('refusal' in readSignature(request)))
  const input = String(request.headers['signature-input']).replace(/;created=\d+/, '')
  const timeless = { ...request, headers: { ...request.headers, 'signature-input': input } }
  assert.ok(!('refusal' in readSignature(timeless)))
  assert.deepEqual(readSignature(timeless, { ...window, nowMs: 0 }), { refusal: 'missingCreated' })
})
