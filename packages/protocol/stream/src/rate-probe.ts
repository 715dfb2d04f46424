/*
 * Finding out what a path delivers and how large a packet it takes, without moving money: packets
 * of known amounts that nothing can fulfil, whose answers tell what arrived.
 */
import type { AssetDetails, StreamCredentials } from './connection-token.ts'
import { narrowRate, type RateBounds, unknownRate } from './exchange-rate.ts'
import {
  nextSendMs,
  type Pacer,
  paceAnswered,
  paceCongested,
  paceSent,
  packetsInFlightMax,
  startPace,
} from './pacer.ts'
import {
  nextPacketMax,
  type PacketSize,
  packetPassed,
  packetSizeLimit,
  packetTooLarge,
  startPacketSize,
} from './packet-size.ts'
import { type SenderAction, sendAction } from './sender-action.ts'
import { type SenderFailure, senderFailure } from './sender-failure.ts'
import {
  createStreamClient,
  makeCloseRequest,
  makeRequest,
  noteReply,
  readReply,
  type StreamClient,
  type StreamReply,
  type StreamRequest,
} from './stream-client.ts'
import type { RandomBytes } from './stream-crypto.ts'
import type { StreamFrame } from './stream-frame.ts'

/** Time within which a probe finds something or gives up. */
export const probeMs = 10_000

/** Amounts tried first, in this order; a path that takes the largest counts as unlimited. */
export const probeAmounts: readonly bigint[] = [
  0n,
  ...Array.from({ length: 10 }, (_, index) => 10n ** BigInt(12 - index)),
]

/** What a probe found. */
export interface ProbedPath {
  readonly rate: RateBounds
  /** Source units; the largest 64-bit integer when no limit was met. */
  readonly maxPacketAmount: bigint
  readonly destinationAsset: AssetDetails
}

/** How a probe ended. */
export type ProbeOutcome =
  | ({ readonly kind: 'found' } & ProbedPath)
  | ({ readonly kind: 'failed' } & SenderFailure)

/**
 * A probe. Its packets have amounts, but nothing can fulfil them: they need no money behind them.
 */
export interface RateProbe {
  /** What to do at `nowMs`. To be asked again after every action, reply and wait. */
  next(nowMs: number): SenderAction<ProbeOutcome>
  /** Gives the whole Fulfill or Reject that came back. */
  onReply(sequence: number, replyBytes: Uint8Array, nowMs: number): void
  /** Tells that no reply will come. */
  onUncertain(sequence: number): void
}

/** Makes a probe of the path to a connection. Without `destinationAsset`, it asks the receiver. */
export function createRateProbe(options: {
  readonly credentials: StreamCredentials
  readonly randomBytes: RandomBytes
  readonly destinationAsset?: AssetDetails | undefined
  readonly firstSequence?: number | undefined
}): RateProbe {
  const state: ProbeState = {
    client: createStreamClient({ ...options, asset: options.destinationAsset }),
    rate: unknownRate,
    size: startPacketSize(undefined),
    pace: startPace,
    startedMs: undefined,
    burstLeft: burstPackets,
    queue: [...probeAmounts],
    untried: new Set(probeAmounts),
    inFlight: new Map(),
    phase: { phase: 'probing' },
  }
  return {
    next: (nowMs) => advance(state, nowMs),
    onReply: (sequence, replyBytes, nowMs) => {
      const sent = takeSent(state, sequence)
      if (sent !== undefined) applyReply(state, { sent, replyBytes, nowMs })
    },
    onUncertain: (sequence) => {
      const sent = takeSent(state, sequence)
      if (sent !== undefined) requeue(state, sent.request.sourceAmount)
    },
  }
}

/** The first packets leave together: they open the connection and most often tell everything. */
const burstPackets = 2

const largestProbe = 10n ** 12n

interface ProbeState {
  readonly client: StreamClient
  rate: RateBounds
  size: PacketSize
  pace: Pacer
  startedMs: number | undefined
  burstLeft: number
  /** Amounts to send, in this order. */
  queue: bigint[]
  /** Amounts of the first round about which nothing is known yet. */
  readonly untried: Set<bigint>
  readonly inFlight: Map<number, SentProbe>
  phase:
    | { readonly phase: 'probing' }
    | { readonly phase: 'closing'; readonly outcome: ProbeOutcome }
    | { readonly phase: 'done'; readonly outcome: ProbeOutcome }
}

interface SentProbe {
  readonly request: StreamRequest
  readonly sentMs: number
}

function advance(state: ProbeState, nowMs: number): SenderAction<ProbeOutcome> {
  state.startedMs ??= nowMs
  const deadlineMs = state.startedMs + probeMs
  if (state.phase.phase === 'probing') {
    if (isSettled(state)) end(state, found(state))
    else if (nowMs >= deadlineMs) end(state, outOfTime(state))
  }
  if (state.phase.phase === 'closing') return close(state, { ...state.phase, nowMs })
  if (state.phase.phase === 'done') return { kind: 'done', outcome: state.phase.outcome }
  if (state.queue.length === 0 || state.inFlight.size >= packetsInFlightMax) {
    return { kind: 'wait', untilMs: deadlineMs }
  }
  const sendMs = state.burstLeft > 0 ? nowMs : nextSendMs(state.pace)
  if (sendMs > nowMs) return { kind: 'wait', untilMs: Math.min(sendMs, deadlineMs) }
  return sendProbe(state, nowMs)
}

function sendProbe(state: ProbeState, nowMs: number): SenderAction<ProbeOutcome> {
  const sourceAmount = state.queue.shift() ?? 0n
  const frames = state.client.asset === undefined ? [askForAsset] : []
  const request = makeRequest(state.client, {
    sourceAmount,
    minDestinationAmount: 0n,
    frames,
    fulfillable: false,
    nowMs,
  })
  state.inFlight.set(request.sequence, { request, sentMs: nowMs })
  state.burstLeft -= 1
  state.pace = paceSent(state.pace, nowMs)
  return sendAction('probe', request)
}

function close(
  state: ProbeState,
  ending: { readonly outcome: ProbeOutcome; readonly nowMs: number },
): SenderAction<ProbeOutcome> {
  state.phase = { phase: 'done', outcome: ending.outcome }
  if (!state.client.connected || state.client.closedByReceiver) {
    return { kind: 'done', outcome: ending.outcome }
  }
  const request = makeCloseRequest(state.client, ending.nowMs)
  return sendAction('close', request)
}

function applyReply(
  state: ProbeState,
  answer: {
    readonly sent: SentProbe
    readonly replyBytes: Uint8Array
    readonly nowMs: number
  },
): void {
  if (state.phase.phase !== 'probing') return
  const { request, sentMs } = answer.sent
  const reply = readReply(state.client, request, answer.replyBytes)
  const failure = noteReply(state.client, reply)
  if (failure !== undefined) return end(state, { kind: 'failed', ...failure })
  state.pace = paceAfter(state.pace, reply, answer.nowMs - sentMs)
  learnSize(state, request.sourceAmount, reply)
  if (reply.authentic === undefined || request.sourceAmount === 0n) return
  state.rate = narrowRate(state.rate, {
    sourceAmount: request.sourceAmount,
    destinationAmount: reply.authentic.receivedAmount,
  })
}

function paceAfter(pace: Pacer, reply: StreamReply, roundTripMs: number): Pacer {
  if (isCongestion(reply)) return paceCongested(pace)
  return reply.authentic === undefined ? pace : paceAnswered(pace, roundTripMs)
}

/** A lack of liquidity says nothing about speed: nobody expects the amounts of a probe to fit. */
function isCongestion(reply: StreamReply): boolean {
  return reply.kind === 'reject' && reply.code.startsWith('T') && reply.code !== 'T04'
}

function learnSize(state: ProbeState, sourceAmount: bigint, reply: StreamReply): void {
  if (reply.kind === 'reject' && reply.code === 'F08') {
    const smaller = packetTooLarge(state.size, { sourceAmount, data: reply.data })
    if (smaller === undefined) {
      return end(state, { kind: 'failed', ...senderFailure('ConnectorError', { code: 'F08' }) })
    }
    state.size = smaller
  } else if (reply.authentic !== undefined || isTooSmall(reply)) {
    state.size = packetPassed(state.size, sourceAmount)
  } else if (isCongestion(reply)) {
    return requeue(state, sourceAmount)
  }
  state.untried.delete(sourceAmount)
  aimAtLimit(state)
}

/**
 * An amount of which nothing is left on the way was not too large, and no smaller one is worth
 * trying.
 */
function isTooSmall(reply: StreamReply): boolean {
  return reply.kind === 'reject' && reply.code === 'R01'
}

/** Once a limit is known, only amounts up to it are worth a packet; a precise one only itself. */
function aimAtLimit(state: ProbeState): void {
  const { size } = state
  if (size.kind === 'unknown') return
  const worthwhile = (amount: bigint) =>
    size.kind === 'bounded' && amount <= size.max && amount > size.passedMax
  for (const amount of state.untried) if (!worthwhile(amount)) state.untried.delete(amount)
  state.queue = state.queue.filter(worthwhile)
  const aim = nextPacketMax(size)
  if (aim > size.passedMax) requeue(state, aim)
}

function requeue(state: ProbeState, amount: bigint): void {
  if (amount > packetSizeLimit(state.size) || state.queue.includes(amount)) return
  for (const { request } of state.inFlight.values()) if (request.sourceAmount === amount) return
  state.queue.push(amount)
}

function isSettled(state: ProbeState): boolean {
  const { size } = state
  if (size.kind === 'precise') return size.passedMax === size.max
  if (size.kind === 'bounded' || size.passedMax === 0n) return false
  return size.passedMax >= largestProbe || state.untried.size === 0
}

function outOfTime(state: ProbeState): ProbeOutcome {
  if (state.size.passedMax > 0n) return found(state)
  const error = state.client.connected ? 'RateProbeFailed' : 'EstablishmentFailed'
  return { kind: 'failed', ...senderFailure(error) }
}

function found(state: ProbeState): ProbeOutcome {
  const { rate, size, client } = state
  if (client.asset === undefined) {
    return { kind: 'failed', ...senderFailure('UnknownDestinationAsset') }
  }
  if (rate === unknownRate) {
    return { kind: 'failed', ...senderFailure('InsufficientExchangeRate') }
  }
  const unlimited = size.kind === 'unknown' && size.passedMax >= largestProbe
  const maxPacketAmount = unlimited ? packetSizeLimit(size) : size.passedMax
  return { kind: 'found', rate, maxPacketAmount, destinationAsset: client.asset }
}

function end(state: ProbeState, outcome: ProbeOutcome): void {
  state.phase = { phase: 'closing', outcome }
}

function takeSent(state: ProbeState, sequence: number): SentProbe | undefined {
  const sent = state.inFlight.get(sequence)
  state.inFlight.delete(sequence)
  return sent
}

/** A sender that introduces itself, without an address to pay back to, is told the asset. */
const askForAsset: StreamFrame = { type: 'ConnectionNewAddress', sourceAccount: '' }
