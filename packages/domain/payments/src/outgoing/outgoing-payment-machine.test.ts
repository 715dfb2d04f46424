import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import {
  advanceOutgoing,
  backOffMs,
  type OutgoingAdvance,
  type OutgoingEvent,
  type OutgoingPosition,
} from './outgoing-payment-machine.ts'

const nowMs = 1_000_000

const payment: OutgoingPosition = {
  state: 'FUNDING',
  debitAmount: 100n,
  receiveAmount: 90n,
  stateAttempts: 0,
  waits: 0,
  hasCardDetails: false,
}

const sending = { ...payment, state: 'SENDING' } as const

const totals = { sentAmount: 60n, deliveredAmount: 50n, balance: 40n }

function advanced(position: OutgoingPosition, event: OutgoingEvent): OutgoingAdvance {
  const after = advanceOutgoing(position, event)
  if ('refusal' in after) throw new Error(after.refusal)
  return after
}

function failure(error = 'IdleTimeout', isFinal = false): OutgoingEvent {
  return { type: 'fail', error, isFinal, attemptsMax: 5, nowMs, totals }
}

describe('an outgoing payment', () => {
  it('takes its whole debit when it is funded, and is due at once', () => {
    const after = advanced(payment, { type: 'fund', nowMs })
    assert.equal(after.state, 'SENDING')
    assert.equal(after.dueAtMs, nowMs)
    assert.deepEqual(after.effects, [{ kind: 'deposit', amount: 100n }])
  })

  it('of a card tells that it was funded or cancelled', () => {
    const card = { ...payment, hasCardDetails: true }
    const types = (event: OutgoingEvent) =>
      advanced(card, event).effects.flatMap((effect) =>
        effect.kind === 'webhook' ? [effect.type] : [],
      )
    assert.deepEqual(types({ type: 'fund', nowMs }), ['outgoing_payment.funded'])
    assert.deepEqual(types({ type: 'cancel' }), ['outgoing_payment.cancelled'])
  })

  it('gives everything back to its grant when it is cancelled', () => {
    const after = advanced(payment, { type: 'cancel' })
    assert.equal(after.state, 'CANCELLED')
    assert.deepEqual(after.effects, [{ kind: 'release', debitAmount: 100n, receiveAmount: 90n }])
  })

  it('offers what is left when it is complete', () => {
    const after = advanced(sending, { type: 'finish', totals })
    assert.equal(after.state, 'COMPLETED')
    assert.equal(after.sentAmount, 60n)
    assert.deepEqual(after.effects, [
      { kind: 'webhook', type: 'outgoing_payment.completed', withdrawal: 40n },
    ])
  })

  it('offers nothing when nothing is left', () => {
    const after = advanced(sending, { type: 'finish', totals: { ...totals, balance: 0n } })
    assert.deepEqual(after.effects, [{ kind: 'webhook', type: 'outgoing_payment.completed' }])
  })

  it('is tried again after 10 seconds more each time, at most a minute', () => {
    const due = (stateAttempts: number) =>
      (advanced({ ...sending, stateAttempts }, failure()).dueAtMs ?? 0) - nowMs
    assert.deepEqual([0, 1, 2, 3].map(due), [10_000, 20_000, 30_000, 40_000])
    assert.deepEqual([6, 7, 100].map(backOffMs), [60_000, 60_000, 60_000])
  })

  it('fails with its last attempt, and gives back to its grant what was not spent', () => {
    const after = advanced({ ...sending, stateAttempts: 4 }, failure())
    assert.equal(after.state, 'FAILED')
    assert.equal(after.error, 'IdleTimeout')
    assert.equal(after.stateAttempts, 5)
    assert.deepEqual(after.effects, [
      { kind: 'webhook', type: 'outgoing_payment.failed', withdrawal: 40n },
      { kind: 'release', debitAmount: 40n, receiveAmount: 40n },
    ])
  })

  it('fails at once when another attempt would be the same', () => {
    assert.equal(advanced(sending, failure('ApplicationError', true)).state, 'FAILED')
  })

  it('counts an uncertain attempt, and goes on when its packets can be known about', () => {
    const untilMs = nowMs + 25_000
    const event = { type: 'uncertain', error: 'UncertainDelivery', nowMs, untilMs } as const
    const after = advanced({ ...sending, stateAttempts: 4 }, event)
    assert.equal(after.state, 'SENDING')
    assert.equal(after.stateAttempts, 5)
    assert.equal(after.dueAtMs, untilMs)
    const event2 = { type: 'give-up', error: 'UncertainDelivery', totals } as const
    const end = advanced({ ...sending, stateAttempts: 5 }, event2)
    assert.deepEqual([end.state, end.stateAttempts], ['FAILED', 5])
  })

  it('waits without counting an attempt, longer each time', () => {
    const event = { type: 'wait', nowMs } as const
    const first = advanced(sending, event)
    const second = advanced({ ...sending, waits: first.waits }, event)
    assert.deepEqual([first.stateAttempts, second.stateAttempts], [0, 0])
    assert.deepEqual([first.dueAtMs, second.dueAtMs], [nowMs + 10_000, nowMs + 20_000])
  })

  it('takes no event that its state does not know', () => {
    const events: readonly OutgoingEvent[] = [
      { type: 'fund', nowMs },
      { type: 'cancel' },
      { type: 'finish', totals },
      failure(),
      { type: 'wait', nowMs },
    ]
    const property = fc.property(
      fc.constantFrom('FUNDING', 'SENDING', 'COMPLETED', 'FAILED', 'CANCELLED'),
      fc.constantFrom(...events),
      (state, event) => {
        const after = advanceOutgoing({ ...payment, state }, event)
        const isBefore = event.type === 'fund' || event.type === 'cancel'
        const isTaken = state === (isBefore ? 'FUNDING' : 'SENDING')
        assert.equal('refusal' in after, !isTaken)
      },
    )
    fc.assert(property)
  })
})
