import assert from 'node:assert/strict'
import { test } from 'node:test'
import { format, inspect } from 'node:util'
import { Secret } from './secret.ts'

const TEXT = 'correct horse battery staple'

test('prints [secret] wherever it is printed', () => {
  const secret = new Secret(TEXT)
  // oxlint-disable-next-line typescript/restrict-template-expressions -- the very case
  assert.equal(`${secret}`, '[secret]')
  assert.equal(String(secret), '[secret]')
  assert.equal('' + secret, '[secret]')
  assert.equal(JSON.stringify({ secret }), '{"secret":"[secret]"}')
  for (const text of [
    inspect(secret, { showHidden: true, depth: 9 }),
    inspect({ deep: [secret] }, { showHidden: true, depth: 9 }),
    format('%s %o %O %j', secret, secret, secret, secret),
    new Error(`wrong: ${String(secret)}`).stack ?? '',
    JSON.stringify(Object.entries(secret)),
    JSON.stringify(Object.getOwnPropertyDescriptors(secret)),
  ]) {
    assert.doesNotMatch(text, /horse/)
  }
})

test('gives its text out only when asked to', () => {
  assert.equal(new Secret(TEXT).reveal(), TEXT)
})

test('equals the same text, plain or secret, and no other', () => {
  const secret = new Secret(TEXT)
  assert.equal(secret.equals(TEXT), true)
  assert.equal(secret.equals(new Secret(TEXT)), true)
  for (const other of ['', TEXT.slice(1), `${TEXT} `, TEXT.toUpperCase()]) {
    assert.equal(secret.equals(other), false)
    assert.equal(secret.equals(new Secret(other)), false)
  }
})
