import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Secret } from '@kivuko/log'
import { systemRandom as random } from '@kivuko/random'
import { createDataCipher } from './data-cipher.ts'

const secret = new Secret(Buffer.alloc(32, 7).toString('base64'))

describe('the data of a payment', () => {
  it('are kept as they are where there is no key', () => {
    const cipher = createDataCipher({ random })
    const kept = cipher.seal('tell them', 'payment')
    assert.equal(Buffer.from(kept.subarray(1)).toString(), 'tell them')
    assert.equal(Buffer.from(cipher.open(kept, 'payment')).toString(), 'tell them')
  })

  it('are sealed with a key, differently each time', () => {
    const cipher = createDataCipher({ random, secret })
    const [one, other] = [cipher.seal('tell them', 'payment'), cipher.seal('tell them', 'payment')]
    assert.notDeepEqual(one, other)
    assert.equal(Buffer.from(one).includes('tell'), false)
    assert.equal(Buffer.from(cipher.open(one, 'payment')).toString(), 'tell them')
  })

  it('that were kept before there was a key are still read', () => {
    const kept = createDataCipher({ random }).seal('tell them', 'payment')
    const opened = createDataCipher({ random, secret }).open(kept, 'payment')
    assert.equal(Buffer.from(opened).toString(), 'tell them')
  })

  it('cannot be changed, nor put into another payment, nor opened without their key', () => {
    const cipher = createDataCipher({ random, secret })
    const sealed = Buffer.from(cipher.seal('tell them', 'payment'))
    assert.throws(() => cipher.open(sealed, 'another'))
    assert.throws(() => createDataCipher({ random }).open(sealed, 'payment'))
    sealed.writeUInt8(sealed.readUInt8(sealed.length - 1) ^ 1, sealed.length - 1)
    assert.throws(() => cipher.open(sealed, 'payment'))
  })

  it('need a key of 32 bytes', () => {
    const short = new Secret(Buffer.alloc(16).toString('base64'))
    assert.throws(() => createDataCipher({ random, secret: short }), RangeError)
  })
})
