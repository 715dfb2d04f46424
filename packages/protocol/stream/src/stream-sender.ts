/*
 * Paying over a STREAM connection, as a state machine: the caller sends what `next` says, gives
 * back what comes of it, and stores what it needs to survive a crash. Phases are those of sender-
 * state.ts.
 */
import { applyReply } from './apply-reply.ts'
import type { AssetDetails, StreamCredentials } from './connection-token.ts'
import type { ExchangeRate, RateBounds } from './exchange-rate.ts'
import { nextSendMs, packetsInFlightMax, paceSent, startPace } from './pacer.ts'
import {
  maxSourceAmount,
  type NextAmounts,
  nextAmounts,
  type PaymentTarget,
} from './packet-amounts.ts'
import { nextPacketMax, startPacketSize } from './packet-size.ts'
import type { PaymentOutcome, PaymentProgress } from './payment-progress.ts'
import { type SenderAction, sendAction } from './sender-action.ts'
import { type SenderFailure, senderFailure } from './sender-failure.ts'
import {
  committedBy,
  drain,
  inFlightCount,
  outcomeOf,
  progressOf,
  type SenderState,
} from './sender-state.ts'
import { createStreamClient, makeCloseRequest, makeRequest, sequenceMax } from './stream-client.ts'
import type { RandomBytes } from './stream-crypto.ts'
import { moneyStreamId } from './stream-data.ts'
import type { StreamFrame } from './stream-frame.ts'

/** Time without any packet being fulfilled after which a payment is given up. */
export const idleMs = 10_000

/** Time after a packet's expiry within which its reply is still waited for. */
export const replyGraceMs = 1_000

/**
 * Bytes of data that a payment may carry: what fits into one packet beside money and encryption.
 */
export const paymentDataLengthMax = 32_000

/** What a payment needs to know. */
export interface StreamSenderOptions {
  readonly credentials: StreamCredentials
  readonly target: PaymentTarget
  /** Destination units per source unit, below which nothing is paid. */
  readonly minExchangeRate: ExchangeRate
  /** What a probe found. */
  readonly rate: RateBounds
  /** What a probe found; no limit when left out. */
  readonly maxPacketAmount?: bigint | undefined
  readonly destinationAsset?: AssetDetails | undefined
  /** Told to the receiver's application with the first money. */
  readonly data?: Uint8Array | undefined
  readonly randomBytes: RandomBytes
  /** Above every sequence that was used with these credentials before. */
  readonly firstSequence?: number | undefined
}

/** A payment being sent. */
export interface StreamSender {
  /**
   * What to do at `nowMs`. To be asked again after every action, reply and wait. Before a `money`
   * packet leaves, whoever must survive a crash stores its sequence, amounts and expiry.
   */
  next(nowMs: number): SenderAction<PaymentOutcome>
  /** Gives the whole Fulfill or Reject that came back, late ones included. */
  onReply(sequence: number, replyBytes: Uint8Array, nowMs: number): void
  /** Tells that no reply will come, though the packet may have been fulfilled. */
  onUncertain(sequence: number): void
  /** Sends no more; what is on its way is waited for. */
  stop(): void
  /** What is achieved at this moment. */
  progress(): PaymentProgress
}

/** Makes a sender for one payment. Amounts not above 0 or too much data are a `RangeError`. */
export function createStreamSender(options: StreamSenderOptions): StreamSender {
  checkOptions(options)
  const state = startState(options)
  return {
    next: (nowMs) => advance(state, nowMs),
    onReply: (sequence, replyBytes, nowMs) => {
      const packet = state.packets.get(sequence)
      if (packet === undefined) return
      state.packets.delete(sequence)
      applyReply(state, { packet, replyBytes, nowMs })
    },
    onUncertain: (sequence) => {
      const packet = state.packets.get(sequence)
      if (packet !== undefined) packet.fate = 'uncertain'
    },
    stop: () => drain(state, senderFailure('Stopped')),
    progress: () => progressOf(state),
  }
}

function startState(options: StreamSenderOptions): SenderState {
  return {
    client: createStreamClient({ ...options, asset: options.destinationAsset }),
    target: options.target,
    minExchangeRate: options.minExchangeRate,
    data: options.data,
    rate: options.rate,
    size: startPacketSize(options.maxPacketAmount),
    pace: startPace,
    packets: new Map(),
    sentAmount: 0n,
    deliveredAmount: 0n,
    receipt: undefined,
    receiveMax: undefined,
    roomSequence: undefined,
    dataSequence: undefined,
    idleSinceMs: undefined,
    phase: { phase: 'sending' },
  }
}

function checkOptions({ target, maxPacketAmount, data }: StreamSenderOptions): void {
  if (target.amount <= 0n || maxSourceAmount(target) <= 0n) throw new RangeError('nothing to pay')
  if (maxPacketAmount !== undefined && maxPacketAmount <= 0n) {
    throw new RangeError('no packet is small enough')
  }
  if (data !== undefined && data.length > paymentDataLengthMax) {
    throw new RangeError('too much data for one packet')
  }
}

function advance(state: SenderState, nowMs: number): SenderAction<PaymentOutcome> {
  for (const packet of state.packets.values()) {
    if (nowMs >= packet.request.expiresAtMs + replyGraceMs) packet.fate = 'uncertain'
  }
  const action = state.phase.phase === 'sending' ? trySending(state, nowMs) : undefined
  return action ?? finish(state, nowMs)
}

/** Undefined when sending has come to its end. */
function trySending(state: SenderState, nowMs: number): SenderAction<PaymentOutcome> | undefined {
  const idleAtMs = (state.idleSinceMs ?? nowMs) + idleMs
  if (nowMs >= idleAtMs) return drain(state, senderFailure('IdleTimeout'))
  if (state.client.sequence >= sequenceMax - 1) {
    return drain(state, senderFailure('MaxSafeEncryptionLimit'))
  }
  const inFlight = inFlightCount(state)
  if (inFlight >= packetsInFlightMax) return { kind: 'wait', untilMs: idleAtMs }
  const amounts = nextAmounts({
    target: state.target,
    minExchangeRate: state.minExchangeRate,
    rate: state.rate,
    packetMax: nextPacketMax(state.size),
    committed: committedBy(state),
  })
  if (amounts.kind === 'rate-too-low') {
    return drain(state, senderFailure('InsufficientExchangeRate'))
  }
  if (amounts.kind === 'nothing-left') {
    return inFlight > 0 ? { kind: 'wait', untilMs: idleAtMs } : drain(state, whyNothingLeft(state))
  }
  const sendMs = nextSendMs(state.pace)
  if (sendMs > nowMs) return { kind: 'wait', untilMs: Math.min(sendMs, idleAtMs) }
  return sendMoney(state, amounts, nowMs)
}

function sendMoney(
  state: SenderState,
  amounts: Extract<NextAmounts, { kind: 'packet' }>,
  nowMs: number,
): SenderAction<PaymentOutcome> {
  const carried = state.dataSequence === undefined ? dataFrames(state.data) : []
  const request = makeRequest(state.client, {
    sourceAmount: amounts.sourceAmount,
    minDestinationAmount: amounts.minDestinationAmount,
    frames: [moneyFrame, ...carried],
    fulfillable: true,
    nowMs,
  })
  const { sequence } = request
  const { maxDestinationAmount } = amounts
  state.packets.set(sequence, { request, sentMs: nowMs, maxDestinationAmount, fate: 'in-flight' })
  state.pace = paceSent(state.pace, nowMs)
  state.idleSinceMs ??= nowMs
  if (amounts.usesRoom) state.roomSequence = sequence
  if (carried.length > 0) state.dataSequence = sequence
  return sendAction('money', request)
}

/** Waits for what is on its way, then says goodbye to a receiver that is still there. */
function finish(state: SenderState, nowMs: number): SenderAction<PaymentOutcome> {
  if (state.phase.phase === 'done') return { kind: 'done', outcome: state.phase.outcome }
  const waitUntilMs = lastReplyMs(state)
  if (waitUntilMs !== undefined) return { kind: 'wait', untilMs: waitUntilMs }
  const failure = state.phase.phase === 'draining' ? state.phase.failure : undefined
  const outcome = outcomeOf(state, failure)
  state.phase = { phase: 'done', outcome }
  const { connected, closedByReceiver } = state.client
  if (!connected || closedByReceiver) return { kind: 'done', outcome }
  return sendAction('close', makeCloseRequest(state.client, nowMs))
}

/**
 * When the fate of a packet on its way becomes uncertain at the earliest; undefined without any.
 */
function lastReplyMs(state: SenderState): number | undefined {
  let earliest: number | undefined
  for (const { fate, request } of state.packets.values()) {
    if (fate !== 'in-flight') continue
    const untilMs = request.expiresAtMs + replyGraceMs
    if (earliest === undefined || untilMs < earliest) earliest = untilMs
  }
  return earliest
}

/** Everything is used up, and yet the target is not reached. */
function whyNothingLeft(state: SenderState): SenderFailure {
  return senderFailure(state.packets.size > 0 ? 'UncertainDelivery' : 'InsufficientExchangeRate')
}

function dataFrames(data: Uint8Array | undefined): readonly StreamFrame[] {
  if (data === undefined) return []
  return [{ type: 'StreamData', streamId: moneyStreamId, offset: 0n, data }]
}

const moneyFrame: StreamFrame = { type: 'StreamMoney', streamId: moneyStreamId, shares: 1n }
