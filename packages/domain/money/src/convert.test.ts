import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { test } from 'node:test'
import fc from 'fast-check'
import { convertCeil, convertFloor, scaleShift } from './convert.ts'
import { ratioFromDecimal } from './decimal.ts'
import { divideRatios, makeRatio, multiplyRatios } from './ratio.ts'
import { isUint64, uint64Max } from './uint64.ts'

const amount = fc.bigInt({ min: 0n, max: uint64Max })
const ratio = fc
  .tuple(fc.bigInt({ min: 0n, max: 2n ** 90n }), fc.bigInt({ min: 1n, max: 2n ** 90n }))
  .map(([num, den]) => makeRatio(num, den))

test('floor and ceil enclose the exact product, at most one unit apart', () => {
  fc.assert(
    fc.property(amount, ratio, (value, rate) => {
      const [low, high] = [convertFloor(value, rate), convertCeil(value, rate)]
      const exact = value * rate.num
      assert.ok(low * rate.den <= exact && exact < (low + 1n) * rate.den)
      assert.ok(high * rate.den >= exact && exact > (high - 1n) * rate.den)
    }),
  )
})

test('the source amount that ceil gives reaches the destination amount, one less does not', () => {
  const aboveZero = ratio.filter(({ num }) => num > 0n)
  fc.assert(
    fc.property(amount, aboveZero, (destination, rate) => {
      const source = convertCeil(destination, { num: rate.den, den: rate.num })
      assert.ok(convertFloor(source, rate) >= destination)
      if (source > 0n) assert.ok(convertFloor(source - 1n, rate) < destination)
    }),
  )
})

test('keeps every digit above 2^53', () => {
  const rate = ratioFromDecimal('1.000000000000000001')
  assert.ok(rate)
  assert.equal(convertFloor(uint64Max, rate), 18_446_744_073_709_551_633n)
  assert.equal(convertFloor(9_007_199_254_740_993n, makeRatio(1n, 1n)), 9_007_199_254_740_993n)
})

test('shifts the scale up exactly and down with the rounding of the conversion', () => {
  const [cents, mills] = [
    { code: 'USD', scale: 2 },
    { code: 'USD', scale: 3 },
  ]
  assert.equal(convertFloor(123n, scaleShift(cents, mills)), 1_230n)
  assert.equal(convertFloor(1_239n, scaleShift(mills, cents)), 123n)
  assert.equal(convertCeil(1_231n, scaleShift(mills, cents)), 124n)
  assert.deepEqual(scaleShift({ code: 'A', scale: 0 }, { code: 'B', scale: 255 }), {
    num: 10n ** 255n,
    den: 1n,
  })
})

interface ExchangeCase {
  readonly amount: string
  readonly srcRate: number
  readonly srcScale: number
  readonly dstRate: number
  readonly dstScale: number
  readonly spread: number
  readonly result?: string
  readonly error?: 'R01' | 'F08'
}

const vectorsFolder =
  process.env['KIVUKO_VECTORS'] ??
  fileURLToPath(new URL('../../../../../shared/vectors', import.meta.url))
const vectorFile = `${vectorsFolder}/exchange-amounts.json`

test('gives the amounts of the public exchange vectors', {
  skip: existsSync(vectorFile) ? false : `no vectors at ${vectorFile}`,
}, () => {
  const { cases } = JSON.parse(readFileSync(vectorFile, 'utf8')) as { cases: ExchangeCase[] }
  assert.ok(cases.length > 0)
  for (const vector of cases) assertExchange(vector)
})

function assertExchange(vector: ExchangeCase): void {
  const price = divideRatios(read(vector.srcRate), read(vector.dstRate))
  const shift = scaleShift(
    { code: 'SRC', scale: vector.srcScale },
    { code: 'DST', scale: vector.dstScale },
  )
  const kept = read(Number((1 - vector.spread).toFixed(10)))
  const result = convertFloor(
    BigInt(vector.amount),
    multiplyRatios(multiplyRatios(price, shift), kept),
  )
  if (vector.error === 'F08') assert.equal(isUint64(result), false)
  else assert.equal(result, BigInt(vector.result ?? '0'))
}

function read(number: number): ReturnType<typeof makeRatio> {
  const found = ratioFromDecimal(JSON.stringify(number))
  assert.ok(found)
  return found
}
