import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseIlpAddress } from './address.ts'
import { amountTooLargeData, readAmountTooLarge } from './amount-too-large.ts'
import { rejectBytes, viewReject } from './reject.ts'
import { isRejectCode, rejectClass, rejectCodes } from './reject-code.ts'

const here = parseIlpAddress('g.kivuko')

test('a reject of our own says the name of its code unless it is given a message', () => {
  const own = Buffer.from(rejectBytes({ code: 'T05', triggeredBy: here }))
  assert.equal(own.toString('latin1'), '\x0e\x1aT05\x08g.kivuko\x0crate limited\x00')
  const other = viewReject(rejectBytes({ code: 'F02', triggeredBy: '', message: 'no route' }))
  assert.deepEqual(
    { ...other, data: other.data.length },
    { code: 'F02', triggeredBy: '', message: 'no route', data: 0 },
  )
})

test('F08 tells what was received and what would have been taken', () => {
  const data = amountTooLargeData({ receivedAmount: 255n, maximumAmount: 65_535n })
  assert.equal(Buffer.from(data).toString('hex'), '00000000000000ff000000000000ffff')
  const read = viewReject(rejectBytes({ code: 'F08', triggeredBy: here, data })).data
  assert.deepEqual(readAmountTooLarge(read), { receivedAmount: 255n, maximumAmount: 65_535n })
})

test('F08 without its data, or with too little, tells nothing', () => {
  assert.equal(readAmountTooLarge(new Uint8Array()), undefined)
  assert.equal(readAmountTooLarge(new Uint8Array(15)), undefined)
})

test('the letter of a code says what a sender may do', () => {
  assert.deepEqual(['F08', 'T99', 'R02', 'T42'].map(rejectClass), [
    'final',
    'temporary',
    'relative',
    'temporary',
  ])
})

test('only codes of the standard are known', () => {
  assert.equal(Object.keys(rejectCodes).length, 21)
  assert.equal(isRejectCode('F08'), true)
  assert.equal(isRejectCode('F42'), false)
  assert.equal(isRejectCode('toString'), false)
})
