import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { haveMoved } from './rates-move.ts'

function ratesOf(texts: Readonly<Record<string, string>>) {
  return new Map(Object.entries(texts).map(([code, text]) => [code, { text }] as const))
}

function moved(before: Record<string, string>, now: Record<string, string>, most: number) {
  return haveMoved(ratesOf(before), ratesOf(now), most)
}

test('a move within the bound is none, exactly up to it, up and down', () => {
  assert.equal(moved({ USD: '100' }, { USD: '100.1' }, 10), false)
  assert.equal(moved({ USD: '100' }, { USD: '100.100000000001' }, 10), true)
  assert.equal(moved({ USD: '100' }, { USD: '99.9' }, 10), false)
  assert.equal(moved({ USD: '100' }, { USD: '99.8999999999999' }, 10), true)
})

test('one of many that moves is enough', () => {
  const before = { USD: '1.08', KES: '140', GBP: '0.86' }
  assert.equal(moved(before, { ...before }, 0), false)
  assert.equal(moved(before, { ...before, GBP: '0.861' }, 0), true)
  assert.equal(moved(before, { ...before, GBP: '0.861' }, 20), false)
})

test('a rate that goes or comes is a move, whatever the bound', () => {
  assert.equal(moved({ USD: '1' }, {}, 10_000), true)
  assert.equal(moved({}, { USD: '1' }, 10_000), true)
  assert.equal(moved({ USD: '1' }, { EUR: '1' }, 10_000), true)
  assert.equal(moved({}, {}, 0), false)
})

test('agrees with whole numbers', () => {
  const price = fc.integer({ min: 1, max: 1_000_000 })
  fc.assert(
    fc.property(price, price, fc.integer({ min: 0, max: 10_000 }), (from, to, most) => {
      const isFar = Math.abs(to - from) * 10_000 > from * most
      assert.equal(moved({ USD: String(from) }, { USD: String(to) }, most), isFar)
    }),
  )
})
