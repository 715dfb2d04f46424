import { IlpCodecError } from '@kivuko/ilp'
import { narrowRate } from './exchange-rate.ts'
import { paceAnswered, paceCongested } from './pacer.ts'
import { minDeliveryAmount } from './packet-amounts.ts'
import { packetPassed, packetTooLarge } from './packet-size.ts'
import { decodeReceipt, type Receipt } from './receipt.ts'
import { type SenderFailure, senderFailure } from './sender-failure.ts'
import { drain, isComplete, type SenderState, type SentPacket } from './sender-state.ts'
import {
  type AuthenticReply,
  noteReply,
  readReply,
  type StreamReply,
  type StreamRequest,
} from './stream-client.ts'
import { moneyStreamId } from './stream-data.ts'

/** Takes in what came back for a packet that is no longer among those without a reply. */
export function applyReply(
  state: SenderState,
  answer: {
    readonly packet: SentPacket
    readonly replyBytes: Uint8Array
    readonly nowMs: number
  },
): void {
  const { packet, nowMs } = answer
  const { request } = packet
  const reply = readReply(state.client, request, answer.replyBytes)
  if (reply.kind === 'reject') takeBack(state, request)
  const failure =
    (reply.kind === 'fulfill' ? count(state, { request, reply, nowMs }) : undefined) ??
    noteReply(state.client, reply) ??
    learnPath(state, request, reply)
  learnPace(state, { packet, reply, nowMs })
  const late = reply.authentic === undefined ? undefined : learnReceiver(state, reply.authentic)
  if (isComplete(state) || failure !== undefined || late !== undefined) {
    drain(state, failure ?? late)
  }
}

/** A refused packet gives back what it held: the room for rounding and the data. */
function takeBack(state: SenderState, { sequence }: StreamRequest): void {
  if (state.roomSequence === sequence) state.roomSequence = undefined
  if (state.dataSequence === sequence) state.dataSequence = undefined
}

/**
 * Counts a fulfilled packet. The fulfillment alone proves that the minimum arrived, since only the
 * receiver can have made it.
 */
function count(
  state: SenderState,
  fulfilled: {
    readonly request: StreamRequest
    readonly reply: StreamReply
    readonly nowMs: number
  },
): SenderFailure | undefined {
  const { sourceAmount, minDestinationAmount } = fulfilled.request
  const received = fulfilled.reply.authentic?.receivedAmount
  const proved = received !== undefined && received >= minDestinationAmount
  state.sentAmount += sourceAmount
  state.deliveredAmount += proved ? received : minDestinationAmount
  state.idleSinceMs = fulfilled.nowMs
  return proved ? undefined : senderFailure('ReceiverProtocolViolation')
}

function learnPath(
  state: SenderState,
  { sourceAmount }: StreamRequest,
  reply: StreamReply,
): SenderFailure | undefined {
  if (reply.kind === 'reject' && reply.code === 'F08') {
    const smaller = packetTooLarge(state.size, { sourceAmount, data: reply.data })
    if (smaller === undefined) return senderFailure('ConnectorError', { code: 'F08' })
    state.size = smaller
  } else if (reply.authentic !== undefined) {
    state.size = packetPassed(state.size, sourceAmount)
  }
  if (reply.authentic !== undefined) {
    const destinationAmount = reply.authentic.receivedAmount
    state.rate = narrowRate(state.rate, { sourceAmount, destinationAmount })
  }
  return undefined
}

function learnPace(
  state: SenderState,
  answer: {
    readonly packet: SentPacket
    readonly reply: StreamReply
    readonly nowMs: number
  },
): void {
  const { reply } = answer
  if (reply.kind === 'reject' && reply.code.startsWith('T')) {
    state.pace = paceCongested(state.pace)
  } else if (reply.authentic !== undefined) {
    state.pace = paceAnswered(state.pace, answer.nowMs - answer.packet.sentMs)
  }
}

/** Takes in the receiver's limit and receipts. */
function learnReceiver(state: SenderState, reply: AuthenticReply): SenderFailure | undefined {
  for (const frame of reply.frames) {
    if (frame.type === 'StreamReceipt') keepReceipt(state, frame.receipt)
    if (frame.type === 'StreamMaxMoney' && frame.streamId === moneyStreamId) {
      const known = state.receiveMax ?? 0n
      state.receiveMax = frame.receiveMax > known ? frame.receiveMax : known
    }
  }
  const { receiveMax } = state
  const wanted = minDeliveryAmount(state.target, state.minExchangeRate)
  return receiveMax !== undefined && receiveMax < wanted
    ? senderFailure('IncompatibleReceiveMax')
    : undefined
}

function keepReceipt(state: SenderState, bytes: Uint8Array): void {
  const receipt = readReceipt(bytes)
  if (receipt === undefined) return
  if (state.receipt !== undefined && receipt.totalReceived <= state.receipt.totalReceived) return
  state.receipt = { totalReceived: receipt.totalReceived, bytes }
}

function readReceipt(bytes: Uint8Array): Receipt | undefined {
  try {
    return decodeReceipt(bytes)
  } catch (error) {
    if (error instanceof IlpCodecError) return undefined
    throw error
  }
}
