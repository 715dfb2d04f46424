import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { IlpCodecError, uint64Max } from '@kivuko/ilp'
import fc from 'fast-check'
import { decodeReceipt, encodeReceipt, isAuthenticReceipt } from './receipt.ts'
import { readVectors, withVectors } from './test-vectors.ts'

const setup = { nonce: new Uint8Array(16).fill(1), secret: new Uint8Array(32).fill(2) }
const someReceipt = () => encodeReceipt({ setup, streamId: 1, totalReceived: 500n })

describe('STREAM receipt', () => {
  test('tells what was put into it', () => {
    fc.assert(
      fc.property(
        fc.nat(255),
        fc.bigInt({ min: 0n, max: uint64Max }),
        (streamId, totalReceived) => {
          const receipt = decodeReceipt(encodeReceipt({ setup, streamId, totalReceived }))
          assert.equal(receipt.streamId, streamId)
          assert.equal(receipt.totalReceived, totalReceived)
          assert.deepEqual(new Uint8Array(receipt.nonce), setup.nonce)
        },
      ),
    )
  })

  test('is authentic with the secret only, and only unchanged', () => {
    assert.equal(isAuthenticReceipt(someReceipt(), setup.secret), true)
    assert.equal(isAuthenticReceipt(someReceipt(), new Uint8Array(32)), false)
    const changed = someReceipt()
    changed[20] = 1
    assert.equal(isAuthenticReceipt(changed, setup.secret), false)
    assert.equal(isAuthenticReceipt(someReceipt().subarray(1), setup.secret), false)
  })

  test('of another length or version is refused', () => {
    assert.throws(() => decodeReceipt(someReceipt().subarray(1)), IlpCodecError)
    const other = someReceipt()
    other[0] = 2
    assert.throws(() => decodeReceipt(other), IlpCodecError)
  })

  test('is that of the shared vectors', withVectors, () => {
    const { cases } = readVectors<{ cases: readonly ReceiptVector[] }>('stream-receipts.json')
    for (const one of cases) {
      const receipt = encodeReceipt({
        setup: { nonce: Buffer.from(one.nonce, 'hex'), secret: Buffer.from(one.secret, 'hex') },
        streamId: one.streamId,
        totalReceived: BigInt(one.totalReceived),
      })
      assert.equal(Buffer.from(receipt).toString('hex'), one.receipt)
      assert.equal(isAuthenticReceipt(receipt, Buffer.from(one.secret, 'hex')), true)
    }
  })
})

interface ReceiptVector {
  readonly nonce: string
  readonly secret: string
  readonly streamId: number
  readonly totalReceived: string
  readonly receipt: string
}
