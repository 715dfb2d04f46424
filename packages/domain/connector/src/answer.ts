import type { Refusal } from './refusal.ts'
import { refusals } from './refusal.ts'
import type { Operation } from './events.ts'
import type { Rule } from './rules/rule.ts'
import type { AnswerCall, Core, ReplyKind, Slot } from './slot.ts'

/** A reply on its way to whoever sent the packet. */
export interface Answer {
  readonly bytes: Uint8Array
  /** `fulfill`, or the reject code. */
  readonly result: string
  readonly kind: ReplyKind
}

/** Answers with a Reject of this node's own, gives the hold back and ends the packet. */
export function refuse(slot: Slot, refusal: Refusal): void {
  releaseHold(slot)
  conclude(slot, rejection(slot, refusal, 'reply'))
}

/**
 * Ends a packet that was sent and has no valid reply. When it may still be paid for and this node
 * itself pays, the hold stays in the ledger.
 */
export function giveUp(slot: Slot, refusal: Refusal, mayBePaid: boolean): void {
  const uncertain = mayBePaid && slot.source.local && slot.hold !== undefined
  if (uncertain) keepHold(slot)
  else releaseHold(slot)
  conclude(slot, rejection(slot, refusal, uncertain ? 'uncertain' : 'reply'))
}

/** Answers and ends the packet; only ends it when it was answered before. */
export function conclude(slot: Slot, answer: Answer): void {
  const { answer: call, answered } = slot
  if (!answered) count(slot, answer)
  // The answer may bring the next packet at once, which may then have this slot.
  end(slot)
  if (!answered) tell(slot.core, call, answer)
}

/** Answers a packet that something is still to come for. */
export function answerEarly(slot: Slot, refusal: Refusal, kind: ReplyKind): void {
  const answer = rejection(slot, refusal, kind)
  slot.answered = true
  count(slot, answer)
  tell(slot.core, slot.answer, answer)
}

/** Ends the packet: nothing more is to come for it. */
export function end(slot: Slot): void {
  const { core, source, to } = slot
  slot.phase = 'over'
  core.wheel.clear(slot)
  core.counts.open -= 1
  tellRules(slot, source.incoming, slot.incomingPassed)
  if (to !== undefined) tellRules(slot, to.outgoing, slot.outgoingPassed)
  core.recycle(slot)
}

/** Gives the money back that was held for the packet. */
export function releaseHold(slot: Slot): void {
  const hold = takeHold(slot)
  if (hold !== undefined) slot.core.books.release(hold)
}

/** Leaves the money that was held for the packet to whoever resolves it later. */
export function keepHold(slot: Slot): void {
  const hold = takeHold(slot)
  if (hold !== undefined) slot.core.books.keep(hold)
}

/** Takes the hold out of the slot, to end it. */
export function takeHold(slot: Slot): Slot['hold'] {
  const { hold } = slot
  if (hold === undefined) return undefined
  slot.hold = undefined
  slot.core.counts.holding -= 1
  return hold
}

/** Takes a step of the pipeline; what it throws is a bug that ends the packet and nothing else. */
export function enter<T>(step: (slot: Slot, value: T) => void, slot: Slot, value: T): void {
  try {
    step(slot, value)
  } catch (error) {
    fail(slot, error)
  }
}

/** Ends a packet that something threw over. */
export function fail(slot: Slot, error: unknown): void {
  const { phase } = slot
  slot.core.events.failed(error, phase)
  slot.sound = false
  // A packet being posted is ended by the ledger's call, and one that is over is over.
  if (phase !== 'posting' && phase !== 'over') giveUp(slot, refusals.internal, phase === 'sent')
}

/** A Reject of this node's own as an answer. */
export function rejection(slot: Slot, refusal: Refusal, kind: ReplyKind): Answer {
  return { bytes: slot.core.reject(refusal), result: refusal.code, kind }
}

function count(slot: Slot, { result }: Answer): void {
  const { core, startedMs } = slot
  core.events.answered(operationOf(slot), result, core.clock.monotonicMs() - startedMs)
}

function operationOf({ source, to }: Slot): Operation {
  if (source.local) return 'outgoing_payment'
  if (to === undefined) return 'unknown'
  return to.record.kind === 'local' ? 'incoming_payment' : 'routing'
}

function tell(core: Core, call: AnswerCall, { bytes, kind }: Answer): void {
  try {
    call(bytes, kind)
  } catch (error) {
    core.events.failed(error, 'answering')
  }
}

function tellRules(slot: Slot, rules: readonly Rule[], passed: number): void {
  for (let at = 0; at < passed; at += 1) rules[at]?.onReply?.(slot)
}
