import assert from 'node:assert/strict'
import { test } from 'node:test'
import { walletAddressUrl } from './wallet-address-url.ts'

const accepted: readonly [string, string | undefined, string][] = [
  ['https://wallet.example/alice', undefined, 'https://wallet.example/alice'],
  ['https://Wallet.Example/Alice/', undefined, 'https://wallet.example/alice'],
  ['alice', 'https://wallet.example', 'https://wallet.example/alice'],
  ['/alice', 'https://wallet.example/', 'https://wallet.example/alice'],
  ['https://wallet.example/a/bob', 'https://wallet.example/a', 'https://wallet.example/a/bob'],
]

for (const [address, prefix, url] of accepted) {
  test(`${address} below ${prefix ?? 'nothing'} is ${url}`, () => {
    assert.equal(walletAddressUrl(address, prefix), url)
  })
}

const refused: readonly [string, string | undefined, RegExp][] = [
  ['alice', undefined, /full https URL/],
  ['http://wallet.example/alice', undefined, /https/],
  ['ftp://wallet.example/alice', 'https://wallet.example', /https/],
  ['https://wallet.example/', undefined, /path/],
  ['https://wallet.example/quotes/alice', undefined, /quotes/],
  ['https://wallet.example/alice?x=1', undefined, /query/],
  ['https://me@wallet.example/alice', undefined, /user/],
  ['https://wallet.example/ab', 'https://wallet.example/a', /under/],
  ['https://other.example/alice', 'https://wallet.example', /under/],
  ['https://', undefined, /https URL/],
]

for (const [address, prefix, why] of refused) {
  test(`${address} below ${prefix ?? 'nothing'} is refused`, () => {
    const result = walletAddressUrl(address, prefix)
    assert.ok(typeof result !== 'string')
    assert.equal(result.refusal, 'InvalidUrl')
    assert.match(result.description, why)
  })
}
