import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { advanceIncoming, isOpen } from './incoming-payment-machine.ts'

const completed = 'incoming_payment.completed'
const expired = 'incoming_payment.expired'

/**
 * State, amount wanted, offered before; what happens and what was received; state and offer after.
 */
const table = [
  ['PENDING', undefined, 0n, 'credited', 5n, 'PROCESSING', undefined],
  ['PENDING', 10n, 0n, 'credited', 9n, 'PROCESSING', undefined],
  ['PENDING', 10n, 0n, 'credited', 10n, 'COMPLETED', [completed, 10n]],
  ['PENDING', 10n, 0n, 'credited', 12n, 'COMPLETED', [completed, 12n]],
  ['PROCESSING', 10n, 0n, 'credited', 10n, 'COMPLETED', [completed, 10n]],
  ['PENDING', undefined, 0n, 'credited', 0n, 'PENDING', undefined],
  ['PENDING', undefined, 0n, 'complete', 0n, 'COMPLETED', undefined],
  ['PROCESSING', undefined, 0n, 'complete', 7n, 'COMPLETED', [completed, 7n]],
  ['PENDING', undefined, 0n, 'expire', 0n, 'EXPIRED', undefined],
  ['PROCESSING', 10n, 0n, 'expire', 7n, 'EXPIRED', [expired, 7n]],
  ['PROCESSING', 10n, 0n, 'expire', 10n, 'COMPLETED', [completed, 10n]],
  ['COMPLETED', 10n, 10n, 'credited', 10n, 'COMPLETED', undefined],
  ['COMPLETED', 10n, 10n, 'credited', 13n, 'COMPLETED', [completed, 3n]],
  ['EXPIRED', undefined, 0n, 'credited', 2n, 'EXPIRED', [expired, 2n]],
] as const

describe('an incoming payment', () => {
  for (const [state, incomingAmount, offeredAmount, type, receivedAmount, next, offer] of table) {
    const wanted = incomingAmount === undefined ? 'any amount' : `${incomingAmount}`
    it(`${state} of ${wanted}, ${offeredAmount} offered: ${type} at ${receivedAmount}`, () => {
      const position = {
        state,
        offeredAmount,
        ...(incomingAmount !== undefined && { incomingAmount }),
      }
      const after = advanceIncoming(position, { type, receivedAmount })
      assert.ok(!('refusal' in after))
      assert.equal(after.state, next)
      assert.deepEqual(after.offer && [after.offer.type, after.offer.amount], offer)
    })
  }

  it('is ended only once', () => {
    for (const state of ['COMPLETED', 'EXPIRED'] as const) {
      for (const type of ['complete', 'expire'] as const) {
        const position = { state, offeredAmount: 0n }
        const after = advanceIncoming(position, { type, receivedAmount: 1n })
        assert.deepEqual(after, { refusal: 'WrongState' })
      }
    }
  })

  it('offers every unit once, whatever happens in whatever order', () => {
    const event = fc.record({
      type: fc.constantFrom('credited', 'credited', 'credited', 'complete', 'expire'),
      amount: fc.bigInt(0n, 20n),
    })
    const property = fc.property(
      fc.option(fc.bigInt(1n, 60n), { nil: undefined }),
      fc.array(event, { maxLength: 12 }),
      (incomingAmount, events) => {
        let position = {
          state: 'PENDING' as const,
          offeredAmount: 0n,
          ...(incomingAmount !== undefined && { incomingAmount }),
        } as Parameters<typeof advanceIncoming>[0]
        let [received, offered] = [0n, 0n]
        for (const { type, amount } of events) {
          if (type === 'credited') received += amount
          const after = advanceIncoming(position, {
            type,
            receivedAmount: received,
          })
          if ('refusal' in after) continue
          offered += after.offer?.amount ?? 0n
          position = { ...position, state: after.state, offeredAmount: after.offeredAmount }
          assert.equal(offered, isOpen(position.state) ? 0n : received)
        }
      },
    )
    fc.assert(property)
  })
})
