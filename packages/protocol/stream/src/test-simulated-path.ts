/*
 * Test support: a path between a sender of this package and a receiver, under a clock of its own.
 * The path converts, refuses, delays and loses packets as it is told.
 */
import {
  amountTooLargeData,
  encodePrepare,
  type IlpAddress,
  parseIlpAddress,
  type RejectCode,
  rejectBytes,
  viewPrepare,
} from '@kivuko/ilp'
import type { SendAction, SenderAction } from './sender-action.ts'
import type { RandomBytes } from './stream-crypto.ts'
import { createStreamReceiver, type StreamReceiver } from './stream-receiver.ts'

/** What a path does to packets. */
export interface PathRules {
  /** Destination units per source unit; rounded down. */
  readonly rate: { readonly num: bigint; readonly den: bigint }
  readonly maxPacketAmount?: bigint | undefined
  /** Whether F08 tells the limit. */
  readonly silentLimit?: boolean | undefined
  /** One way. */
  readonly delayMs?: number
  /** What becomes of the nth packet, counted from 0, if anything special. */
  readonly fate?: (index: number) => Fate | undefined
}

/** A refusal on the way, the loss of a packet before or of the reply after the receiver had it. */
export type Fate = RejectCode | 'lost-before' | 'lost-after'

/** A packet as it left and what was made of it. */
export interface Travelled {
  readonly sent: SendAction
  readonly atMs: number
  /** What the receiver took. */
  readonly fulfilledAmount: bigint
}

/** Anything that sends as this package's machines do. */
export interface Machine<Outcome> {
  next(nowMs: number): SenderAction<Outcome>
  onReply(sequence: number, replyBytes: Uint8Array, nowMs: number): void
  onUncertain(sequence: number): void
}

/** Bytes that look like chance and are the same in every run. */
export function testRandom(seed = 1): RandomBytes {
  let state = seed >>> 0
  return (length) => {
    const bytes = new Uint8Array(length)
    for (let at = 0; at < length; at += 1) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      bytes[at] = state >>> 24
    }
    return bytes
  }
}

/** A receiver as good as any. */
export function testReceiver(randomBytes = testRandom(7)): StreamReceiver {
  return createStreamReceiver({
    serverSecret: new Uint8Array(32).fill(3),
    serverAddress: parseIlpAddress('test.receiver'),
    randomBytes,
  })
}

/** An answer of the receiving end, and how much money it took. */
export interface EndAnswer {
  readonly bytes: Uint8Array
  readonly fulfilledAmount: bigint
}

/** The receiving end that takes all money. */
export function takeAll(receiver: StreamReceiver): (prepare: Uint8Array) => EndAnswer {
  return (bytes) => {
    const received = receiver.receive(viewPrepare(bytes))
    return received.kind === 'reply'
      ? { bytes: received.bytes, fulfilledAmount: 0n }
      : { bytes: received.fulfill(), fulfilledAmount: received.amount }
  }
}

/** Runs a machine over a path until it is done, and tells the outcome and every packet. */
export function runOverPath<Outcome>(run: {
  readonly machine: Machine<Outcome>
  readonly rules: PathRules
  readonly end: (prepare: Uint8Array) => EndAnswer
  readonly startMs?: number
}): { readonly outcome: Outcome; readonly packets: readonly Travelled[]; readonly endMs: number } {
  const { machine, rules } = run
  const delayMs = rules.delayMs ?? 5
  const packets: Travelled[] = []
  const arriving: { atMs: number; sequence: number; bytes: Uint8Array | undefined }[] = []
  let nowMs = run.startMs ?? 1_700_000_000_000
  for (let steps = 0; steps < stepsMax; steps += 1) {
    const action = machine.next(nowMs)
    if (action.kind === 'done') return { outcome: action.outcome, packets, endMs: nowMs }
    if (action.kind === 'send') {
      const answer = travel(run, action, packets.length)
      packets.push({ sent: action, atMs: nowMs, fulfilledAmount: answer?.fulfilledAmount ?? 0n })
      if (answer !== undefined) {
        arriving.push({
          atMs: nowMs + 2 * delayMs,
          sequence: action.sequence,
          bytes: answer.bytes,
        })
        arriving.sort((left, right) => left.atMs - right.atMs)
      }
      continue
    }
    const first = arriving[0]
    if (first === undefined || first.atMs > action.untilMs) {
      nowMs = action.untilMs
      continue
    }
    nowMs = Math.max(nowMs, first.atMs)
    arriving.shift()
    if (first.bytes === undefined) machine.onUncertain(first.sequence)
    else machine.onReply(first.sequence, first.bytes, nowMs)
  }
  throw new Error('the machine does not come to an end')
}

const stepsMax = 100_000
const connector: IlpAddress = parseIlpAddress('test.connector')

/** Undefined when nothing comes back; without bytes when the link tells that it broke. */
function travel(
  run: { readonly rules: PathRules; readonly end: (prepare: Uint8Array) => EndAnswer },
  action: SendAction,
  index: number,
): { bytes: Uint8Array | undefined; fulfilledAmount: bigint } | undefined {
  const { rules } = run
  const fate = rules.fate?.(index)
  if (fate === 'lost-before') return { bytes: undefined, fulfilledAmount: 0n }
  if (fate !== undefined && fate !== 'lost-after') return refuse(fate)
  const prepare = viewPrepare(action.prepare)
  const max = rules.maxPacketAmount
  if (max !== undefined && prepare.amount > max) {
    const amounts = { receivedAmount: prepare.amount, maximumAmount: max }
    return refuse('F08', rules.silentLimit === true ? undefined : amountTooLargeData(amounts))
  }
  const amount = (prepare.amount * rules.rate.num) / rules.rate.den
  if (amount === 0n && prepare.amount > 0n) return refuse('R01')
  const answer = run.end(encodePrepare({ ...prepare, amount }))
  return fate === 'lost-after' ? { ...answer, bytes: undefined } : answer
}

function refuse(code: RejectCode, data: Uint8Array = new Uint8Array(0)) {
  return { bytes: rejectBytes({ code, triggeredBy: connector, data }), fulfilledAmount: 0n }
}
