import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import {
  decryptEnvelope,
  deriveCondition,
  deriveConnectionKeys,
  deriveFulfillment,
  encryptEnvelope,
  envelopeOverhead,
} from './stream-crypto.ts'
import { readVectors, withVectors } from './test-vectors.ts'

const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const fromHex = (hex: string) => Buffer.from(hex, 'hex')
const key = new Uint8Array(32).fill(9)
const iv = new Uint8Array(12).fill(4)

describe('STREAM encryption', () => {
  test('opens what it sealed, and adds its overhead', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), (plaintext) => {
        const envelope = encryptEnvelope({ key, iv, plaintext })
        assert.equal(envelope.length, plaintext.length + envelopeOverhead)
        const opened = decryptEnvelope(key, envelope)
        assert.ok(opened)
        assert.equal(hexOf(opened), hexOf(plaintext))
      }),
    )
  })

  test('opens nothing that was changed, cut or sealed under another key', () => {
    const envelope = encryptEnvelope({ key, iv, plaintext: Buffer.from('money') })
    for (let at = 0; at < envelope.length; at += 1) {
      const changed = Uint8Array.from(envelope)
      changed[at] = (changed[at] ?? 0) ^ 1
      assert.equal(decryptEnvelope(key, changed), undefined)
      assert.equal(decryptEnvelope(key, envelope.subarray(0, at)), undefined)
    }
    assert.equal(decryptEnvelope(new Uint8Array(32), envelope), undefined)
  })

  test('gives the keys, fulfillments and conditions of the shared vectors', withVectors, () => {
    const { cases, extra } = readVectors<CryptoVectors>('stream-crypto.json')
    for (const one of cases) {
      const keys = deriveConnectionKeys(fromHex(one.sharedSecret))
      assert.equal(hexOf(keys.encryptionKey), one.encryptionKey)
      assert.equal(hexOf(keys.fulfillmentKey), one.fulfillmentKey)
      const sealed = encryptEnvelope({
        key: keys.encryptionKey,
        iv: fromHex(one.iv),
        plaintext: fromHex(one.plaintext),
      })
      assert.equal(hexOf(sealed), one.data)
      const opened = decryptEnvelope(keys.encryptionKey, fromHex(one.data))
      assert.ok(opened)
      assert.equal(hexOf(opened), one.plaintext)
      const fulfillment = deriveFulfillment(keys, fromHex(one.data))
      assert.equal(hexOf(fulfillment), one.fulfillment)
      assert.equal(hexOf(deriveCondition(fulfillment)), one.condition)
    }
    const foo = deriveConnectionKeys(Buffer.from('foo'))
    assert.equal(
      Buffer.from(foo.encryptionKey).toString('base64'),
      extra.hmacKeySecretFoo?.encryptionKeyBase64,
    )
  })
})

interface CryptoVectors {
  readonly cases: readonly {
    readonly sharedSecret: string
    readonly encryptionKey: string
    readonly fulfillmentKey: string
    readonly iv: string
    readonly plaintext: string
    readonly data: string
    readonly fulfillment: string
    readonly condition: string
  }[]
  readonly extra: { readonly hmacKeySecretFoo?: { readonly encryptionKeyBase64: string } }
}
