import assert from 'node:assert/strict'
import { test } from 'node:test'

import { checkContentDigest, contentDigest } from './content-digest.ts'

const BODY = Buffer.from('{"hello": "world"}\n')
const sha256 = 'sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:'
const sha512 =
  'sha-512=:YMAam51Jz/jOATT6/zvHrLVgOYTGFy1d6GJiOHTohq4yP+' +
  'pgk4vf2aCsyRZOtw8MjkM7iw7yZ/WkppmM44T3qg==:'

test('the digests of RFC 9530 appendix B are made', () => {
  assert.equal(contentDigest(BODY), sha512)
  assert.equal(contentDigest(BODY, 'sha-256'), sha256)
})

test('either algorithm vouches for a body, and both together', () => {
  for (const header of [sha256, sha512, `${sha256}, ${sha512}`, `md5=:AAAA:, ${sha256}`]) {
    assert.equal(checkContentDigest(header, BODY), undefined)
  }
})

test('a digest of another body is refused, even beside a right one', () => {
  const body = Buffer.from('{"hello":"world"}\n')
  assert.deepEqual(checkContentDigest(sha256, body), {
    refusal: 'wrongDigest',
    algorithm: 'sha-256',
  })
  const mixed = `${contentDigest(body)}, ${sha256}`
  assert.deepEqual(checkContentDigest(mixed, BODY), {
    refusal: 'wrongDigest',
    algorithm: 'sha-512',
  })
  assert.deepEqual(checkContentDigest('sha-256=:AAAA:', BODY), {
    refusal: 'wrongDigest',
    algorithm: 'sha-256',
  })
})

test('a header without a known digest vouches for nothing', () => {
  assert.deepEqual(checkContentDigest('md5=:AAAA:', BODY), { refusal: 'unsupportedDigest' })
  assert.deepEqual(checkContentDigest('sha-512=AAAA', BODY), { refusal: 'malformedDigest' })
})
