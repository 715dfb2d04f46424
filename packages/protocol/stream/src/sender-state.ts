/*
 * What a payment being sent has to remember, and what can be read from it.
 *
 *   sending  -- complete, failure or stop -->  draining  -- nothing on its way -->  done
 *
 * A packet is on its way until its reply comes. When none comes in time its fate is uncertain, and
 * its amounts stay reserved: neither sent again nor counted as sent.
 */
import type { ExchangeRate, RateBounds } from './exchange-rate.ts'
import type { Pacer } from './pacer.ts'
import type { Committed, PaymentTarget } from './packet-amounts.ts'
import type { PacketSize } from './packet-size.ts'
import type { PaymentOutcome, PaymentProgress } from './payment-progress.ts'
import { type SenderFailure, senderFailure } from './sender-failure.ts'
import type { StreamClient, StreamRequest } from './stream-client.ts'

/** A payment being sent; changes as packets leave and replies come. */
export interface SenderState {
  readonly client: StreamClient
  readonly target: PaymentTarget
  readonly minExchangeRate: ExchangeRate
  /** Told to the receiver's application with the first money. */
  readonly data: Uint8Array | undefined
  rate: RateBounds
  size: PacketSize
  pace: Pacer
  /** Packets without a reply, by sequence. */
  readonly packets: Map<number, SentPacket>
  sentAmount: bigint
  deliveredAmount: bigint
  receipt: { readonly totalReceived: bigint; readonly bytes: Uint8Array } | undefined
  /** The most that the receiver takes, as far as it said so. */
  receiveMax: bigint | undefined
  /** The packet that has the room for rounding, unless it was refused. */
  roomSequence: number | undefined
  /** The packet that carries the data, unless it was refused. */
  dataSequence: number | undefined
  /** Since when nothing was fulfilled; undefined before the first packet. */
  idleSinceMs: number | undefined
  phase: SenderPhase
}

/** Where a payment stands. */
export type SenderPhase =
  | { readonly phase: 'sending' }
  | { readonly phase: 'draining'; readonly failure: SenderFailure | undefined }
  | { readonly phase: 'done'; readonly outcome: PaymentOutcome }

/** A packet without a reply. */
export interface SentPacket {
  readonly request: StreamRequest
  readonly sentMs: number
  readonly maxDestinationAmount: bigint
  fate: 'in-flight' | 'uncertain'
}

/** Ends the sending; the first reason counts. */
export function drain(state: SenderState, failure?: SenderFailure): undefined {
  if (state.phase.phase === 'sending') state.phase = { phase: 'draining', failure }
}

/** Whether the target is reached, whatever is still on its way. */
export function isComplete({ target, sentAmount, deliveredAmount }: SenderState): boolean {
  return target.kind === 'fixed-send'
    ? sentAmount >= target.amount
    : deliveredAmount >= target.amount
}

/** How many packets are on their way. */
export function inFlightCount(state: SenderState): number {
  let count = 0
  for (const packet of state.packets.values()) if (packet.fate === 'in-flight') count += 1
  return count
}

/** What the next packet has to leave untouched. */
export function committedBy(state: SenderState): Committed {
  let sourceAmount = state.sentAmount
  let destinationAmount = state.deliveredAmount
  for (const packet of state.packets.values()) {
    sourceAmount += packet.request.sourceAmount
    destinationAmount += packet.maxDestinationAmount
  }
  return { sourceAmount, destinationAmount, roomUsed: state.roomSequence !== undefined }
}

/** What is achieved. */
export function progressOf(state: SenderState): PaymentProgress {
  const reserved = { 'in-flight': 0n, uncertain: 0n }
  for (const packet of state.packets.values()) {
    reserved[packet.fate] += packet.request.sourceAmount
  }
  return {
    sentAmount: state.sentAmount,
    deliveredAmount: state.deliveredAmount,
    inFlightAmount: reserved['in-flight'],
    uncertainAmount: reserved.uncertain,
    receipt: state.receipt?.bytes,
  }
}

/**
 * How the payment ends when nothing is on its way any more. Reaching the target outweighs what went
 * wrong on the way, but for a receiver that cheats.
 */
export function outcomeOf(state: SenderState, failure: SenderFailure | undefined): PaymentOutcome {
  const progress = progressOf(state)
  const cheated = failure?.error === 'ReceiverProtocolViolation'
  if (isComplete(state) && !cheated) return { kind: 'complete', progress }
  const reason = failure ?? senderFailure('UncertainDelivery')
  return { kind: 'failed', progress, ...reason }
}
