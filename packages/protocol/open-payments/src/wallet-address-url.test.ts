import assert from 'node:assert/strict'
import { test } from 'node:test'

import fc from 'fast-check'

import {
  isSameWalletAddress,
  jwksUrl,
  normalizeWalletAddressUrl,
  paymentPointer,
} from './wallet-address-url.ts'

for (const [text, url] of [
  ['https://wallet.example/alice', 'https://wallet.example/alice'],
  ['https://Wallet.Example/Alice', 'https://wallet.example/alice'],
  ['http://wallet.example/alice', 'https://wallet.example/alice'],
  ['https://wallet.example/alice/', 'https://wallet.example/alice'],
  ['https://wallet.example/alice//', 'https://wallet.example/alice'],
  ['https://wallet.example:443/a/b', 'https://wallet.example/a/b'],
  ['http://localhost:4000/a', 'https://localhost:4000/a'],
  ['https://wallet.example', 'https://wallet.example/.well-known/pay'],
  ['https://wallet.example/', 'https://wallet.example/.well-known/pay'],
  ['$wallet.example', 'https://wallet.example/.well-known/pay'],
  ['$wallet.example/alice', 'https://wallet.example/alice'],
] as const) {
  test(`${text} is known as ${url}`, () => {
    assert.equal(normalizeWalletAddressUrl(text), url)
    assert.equal(isSameWalletAddress(text, url), true)
  })
}

for (const text of [
  '',
  'wallet.example/alice',
  'ftp://wallet.example/alice',
  'https://user@wallet.example/alice',
  'https://:pass@wallet.example/alice',
  'https://wallet.example/alice?x=1',
  'https://wallet.example/alice?',
  'https://wallet.example/alice#x',
  'https://wallet.example/alice#',
  `https://wallet.example/${'a'.repeat(2048)}`,
  '$',
]) {
  test(`${text.slice(0, 50) || 'nothing'} is no wallet address`, () => {
    assert.equal(normalizeWalletAddressUrl(text), undefined)
    assert.equal(paymentPointer(text), undefined)
    assert.equal(isSameWalletAddress(text, text), false)
  })
}

test('the form is final, and reached through the payment pointer as well', () => {
  fc.assert(
    fc.property(fc.webUrl(), (text) => {
      const url = normalizeWalletAddressUrl(text)
      assert.ok(url)
      assert.equal(normalizeWalletAddressUrl(url), url)
      assert.equal(normalizeWalletAddressUrl(String(paymentPointer(text))), url)
    }),
  )
})

test('keys are published below the wallet address', () => {
  assert.equal(jwksUrl('https://wallet.example/alice/'), 'https://wallet.example/alice/jwks.json')
})
