import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { addressLengthMax, isIlpAddress, isIlpAddressPrefix, parseIlpAddress } from './address.ts'
import { IlpCodecError } from './ilp-codec-error.ts'
import { readVectors, withVectors } from './test-vectors.ts'

interface AddressVectors {
  readonly valid: readonly string[]
  readonly validGenerated: readonly Generated[]
  readonly invalid: readonly string[]
  readonly invalidHex: readonly string[]
  readonly invalidGenerated: readonly Generated[]
}

interface Generated {
  readonly prefix: string
  readonly fill: string
  readonly length: number
}

const generate = (from: Generated) => from.prefix.padEnd(from.length, from.fill)

describe('ILP address', () => {
  for (const text of ['g.a', 'test1.Some-One_~.9', 'peer.config', 'local.x', 'self.x.y']) {
    test(`accepts ${text}`, () => assert.equal(parseIlpAddress(text), text))
  }

  const refused = ['', 'g', 'g.', 'g..a', 'g.a.', '.g.a', 'G.a', 'test4.a', 'g.a b', 'g.ä', 'g.a\n']
  for (const text of refused) {
    test(`refuses ${JSON.stringify(text)}`, () => {
      assert.equal(isIlpAddress(text), false)
      assert.throws(() => parseIlpAddress(text), IlpCodecError)
    })
  }

  test('has at most 1,023 characters', () => {
    assert.equal(isIlpAddress('g.'.padEnd(addressLengthMax, 'a')), true)
    assert.equal(isIlpAddress('g.'.padEnd(addressLengthMax + 1, 'a')), false)
  })

  test('agrees with the shared vectors', withVectors, () => {
    const vectors = readVectors<AddressVectors>('ilp-addresses.json')
    for (const text of [...vectors.valid, ...vectors.validGenerated.map(generate)]) {
      assert.equal(isIlpAddress(text), true, text)
    }
    const fromHex = vectors.invalidHex.map((hex) => Buffer.from(hex, 'hex').toString('latin1'))
    for (const text of [
      ...vectors.invalid,
      ...fromHex,
      ...vectors.invalidGenerated.map(generate),
    ]) {
      assert.equal(isIlpAddress(text), false, text)
    }
  })
})

describe('ILP address prefix', () => {
  test('may be a scheme alone', () => {
    for (const text of ['g', 'test', 'test3', 'private', 'g.a', 'g.a.b']) {
      assert.equal(isIlpAddressPrefix(text), true, text)
    }
  })

  test('is refused when it ends in a dot, is empty or has no known scheme', () => {
    for (const text of ['', 'g.', 'x', 'test9', 'g.a.', 'g.'.padEnd(addressLengthMax + 1, 'a')]) {
      assert.equal(isIlpAddressPrefix(text), false, text)
    }
  })
})
