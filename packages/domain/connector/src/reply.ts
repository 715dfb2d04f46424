import type { HoldRefusal } from '@kivuko/ledger'
import {
  answerEarly,
  conclude,
  end,
  giveUp,
  keepHold,
  rejection,
  releaseHold,
  takeHold,
} from './answer.ts'
import type { SendResult } from './endpoint.ts'
import type { Loss } from './events.ts'
import { refusals } from './refusal.ts'
import type { Slot } from './slot.ts'
import { judge } from './verdict.ts'
import type { Verdict } from './verdict.ts'

/** The reply of whoever the packet was sent to has come, or none will. */
export function onResult(slot: Slot, result: SendResult): void {
  slot.core.wheel.clear(slot)
  const verdict = judge(slot.view.condition, result)
  if (slot.answered) settleLate(slot, verdict)
  else settle(slot, verdict)
}

/** The fulfilled packet's money is booked, or can't be. */
export function onPosted(slot: Slot, refusal: HoldRefusal | undefined): void {
  const { fulfill } = slot
  if (fulfill === undefined) throw new Error('posted without a fulfilment')
  // Whoever resolved the hold before us has booked it: the sender's recovery, of a packet it gave
  // up.
  if (refusal === undefined || refusal.refusal === 'AlreadyPosted') {
    conclude(slot, { bytes: fulfill, result: 'fulfill', kind: 'reply' })
    return
  }
  if (refusal.refusal === 'LedgerUnavailable' && slot.source.local) {
    // Its hold is still in the ledger: whoever resolves it will see that the receiver was paid.
    conclude(slot, rejection(slot, refusals.ledgerUnavailable, 'uncertain'))
    return
  }
  slot.core.events.postRefused(refusal.refusal, lossOf(slot))
  bookLoss(slot)
  // The payer's money is gone: a fulfilment passed back now would be a second loss.
  giveUp(slot, refusals.internal, false)
}

/**
 * Our own time is over. The sender is told so; the slot waits on, because a fulfilment that still
 * comes is owed to the next hop.
 */
export function onDue(slot: Slot): void {
  if (slot.answered) return
  const paidByUs = slot.phase === 'sent' && slot.source.local && slot.hold !== undefined
  if (!paidByUs) releaseHold(slot)
  answerEarly(slot, refusals.timedOut, paidByUs ? 'uncertain' : 'reply')
}

function settle(slot: Slot, verdict: Verdict): void {
  switch (verdict.verdict) {
    case 'fulfilled':
      post(slot, verdict.bytes)
      return
    case 'rejected':
      releaseHold(slot)
      conclude(slot, { bytes: verdict.bytes, result: verdict.code, kind: 'reply' })
      return
    case 'failed':
      giveUp(slot, verdict.refusal, verdict.mayBePaid)
  }
}

/**
 * Settles what was answered with our own R00. A hold that is still there, of a sender in this node,
 * ends as the reply says; without one, a fulfilment is this node's loss.
 */
function settleLate(slot: Slot, verdict: Verdict): void {
  if (verdict.verdict === 'fulfilled') {
    if (slot.hold !== undefined) {
      slot.core.events.lateFulfillment(undefined)
      post(slot, verdict.bytes)
      return
    }
    if (slot.destinationAmount > 0n) slot.core.events.lateFulfillment(lossOf(slot))
    bookLoss(slot)
  } else if (verdict.verdict === 'failed' && verdict.mayBePaid) {
    keepHold(slot)
  } else {
    releaseHold(slot)
  }
  end(slot)
}

function post(slot: Slot, fulfill: Uint8Array): void {
  slot.phase = 'posting'
  slot.fulfill = fulfill
  const hold = takeHold(slot)
  if (hold !== undefined) {
    slot.core.books.post(hold, slot.onPosted)
    return
  }
  if (slot.destinationAmount > 0n) {
    slot.core.events.fulfilledUnpaid(lossOf(slot))
    bookLoss(slot)
  }
  onPosted(slot, undefined)
}

/** Pays the next hop from its asset's account, because nobody else will. */
function bookLoss(slot: Slot): void {
  const { core, destination, destinationAmount: amount } = slot
  if (destination === undefined || amount === 0n) return
  const lost = lossOf(slot)
  const leg = { debitId: destination.asset.accountId, creditId: destination.accountId, amount }
  core.books.postLoss(leg, (refusal) => {
    if (refusal !== undefined) core.events.lossNotBooked(refusal.refusal, lost)
  })
}

function lossOf(slot: Slot): Loss {
  const { source, to, destination, view } = slot
  return {
    peerId: to?.record.id ?? '',
    sourceId: source.id,
    asset: destination?.asset ?? source.asset,
    amount: slot.destinationAmount,
    destination: view.destination,
  }
}
