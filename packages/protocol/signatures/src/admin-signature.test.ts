import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'

import fc from 'fast-check'

import { adminClockSkewMsMax, signAdminRequest, verifyAdminSignature } from './admin-signature.ts'

const NOW = 1_700_000_000_000
const BODY = { query: '{ whoami { id } }', variables: { b: 1, a: ['x'] }, operationName: null }
const SETTINGS = { secret: 'c2VjcmV0', version: '1', ttlSec: 30 }

function check(
  header: string,
  change: Partial<Parameters<typeof verifyAdminSignature>[0]> = {},
): unknown {
  const verified = verifyAdminSignature({ ...SETTINGS, body: BODY, nowMs: NOW, header, ...change })
  return 'refusal' in verified ? verified.refusal : verified
}

test('the header is the one that deployed clients send', () => {
  const canonical =
    '{"operationName":null,"query":"{ whoami { id } }","variables":{"a":["x"],"b":1}}'
  const digest = createHmac('sha256', 'c2VjcmV0').update(`${NOW}.${canonical}`).digest('hex')
  const header = signAdminRequest({ ...SETTINGS, body: BODY, nowMs: NOW })
  assert.equal(header, `t=${NOW}, v1=${digest}`)
  assert.deepEqual(check(header), { timestampMs: NOW, replayKey: `${NOW}.${digest}` })
})

test('whatever is signed is verified, members that are not signed aside', () => {
  fc.assert(
    fc.property(fc.string(), fc.dictionary(fc.string(), fc.jsonValue()), (query, variables) => {
      const header = signAdminRequest({ ...SETTINGS, body: { query, variables }, nowMs: NOW })
      const arrived = { ...JSON.parse(JSON.stringify({ query, variables })), extensions: {} }
      assert.equal(typeof check(header, { body: arrived }), 'object')
    }),
  )
})

test('further parts are accepted and do not make another replay key', () => {
  const header = signAdminRequest({ ...SETTINGS, body: BODY, nowMs: NOW })
  assert.deepEqual(check(`${header}, n=5a1c, v2=xyz`), check(header))
  assert.deepEqual(check(header.replace(/[0-9a-f]{64}/, (hex) => hex.toUpperCase())), check(header))
})

test('another body, secret, timestamp or version is refused', () => {
  const header = signAdminRequest({ ...SETTINGS, body: BODY, nowMs: NOW })
  assert.equal(check(header, { body: { ...BODY, query: '{ whoami }' } }), 'wrongSignature')
  assert.equal(check(header, { secret: 'other' }), 'wrongSignature')
  assert.equal(check(header.replace(String(NOW), String(NOW - 1))), 'wrongSignature')
  assert.equal(check(header, { version: '2' }), 'wrongVersion')
})

test('a signature is good from a little before its time until its time to live is over', () => {
  const header = signAdminRequest({ ...SETTINGS, body: BODY, nowMs: NOW })
  assert.equal(typeof check(header, { nowMs: NOW + 30_000 }), 'object')
  assert.equal(check(header, { nowMs: NOW + 30_001 }), 'tooOld')
  assert.equal(typeof check(header, { nowMs: NOW - adminClockSkewMsMax }), 'object')
  assert.equal(check(header, { nowMs: NOW - adminClockSkewMsMax - 1 }), 'fromTheFuture')
})

for (const [what, header] of [
  ['nothing', ''],
  ['no timestamp', `v1=${'0'.repeat(64)}`],
  ['a timestamp of letters', `t=abc, v1=${'0'.repeat(64)}`],
  ['two timestamps', `t=${NOW}, t=${NOW}, v1=${'0'.repeat(64)}`],
  ['a short digest', `t=${NOW}, v1=00`],
  ['a digest of letters', `t=${NOW}, v1=${'z'.repeat(64)}`],
] as const) {
  test(`a header with ${what} is malformed`, () => {
    assert.equal(check(header), 'malformedSignature')
  })
}

test('a body nested too deep is refused before it is written out', () => {
  let deep: unknown = 1
  for (let depth = 0; depth < 1000; depth++) deep = [deep]
  assert.equal(
    check(`t=${NOW}, v1=${'0'.repeat(64)}`, { body: { variables: deep } }),
    'bodyTooDeep',
  )
})
