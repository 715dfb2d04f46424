/*
 * How fast a sender sends: it starts slowly, goes on a little faster with every answer of the
 * receiver, and halves its speed when the path is overloaded, as TCP does.
 */

/** Packets a second to start with. */
export const packetsPerSecondStart = 40

/** The slowest that congestion makes a sender. */
export const packetsPerSecondMin = 1

/** The fastest that success makes a sender. */
export const packetsPerSecondMax = 200

/** Packets of one sender on their way at once. */
export const packetsInFlightMax = 20

/** How fast a sender is; milliseconds of the caller's clock. */
export interface Pacer {
  readonly packetsPerSecond: number
  readonly roundTripMs: number
  readonly lastSentMs: number | undefined
}

/** The speed of a sender that has sent nothing. */
export const startPace: Pacer = {
  packetsPerSecond: packetsPerSecondStart,
  roundTripMs: 200,
  lastSentMs: undefined,
}

/**
 * When the next packet may leave: spread so that a round trip holds no more than may be in flight.
 */
export function nextSendMs(pacer: Pacer): number {
  if (pacer.lastSentMs === undefined) return Number.NEGATIVE_INFINITY
  const spreadMs = pacer.roundTripMs / packetsInFlightMax
  return Math.ceil(pacer.lastSentMs + Math.max(1000 / pacer.packetsPerSecond, spreadMs))
}

/** Takes in that a packet left. */
export function paceSent(pacer: Pacer, nowMs: number): Pacer {
  return { ...pacer, lastSentMs: nowMs }
}

/** Takes in an authentic answer of the receiver. */
export function paceAnswered(pacer: Pacer, roundTripMs: number): Pacer {
  const sample = Math.max(roundTripMs, 0)
  return {
    ...pacer,
    roundTripMs: pacer.roundTripMs * roundTripMemory + sample * (1 - roundTripMemory),
    packetsPerSecond: Math.min(packetsPerSecondMax, pacer.packetsPerSecond + speedUp),
  }
}

/** Takes in a temporary reject. */
export function paceCongested(pacer: Pacer): Pacer {
  return {
    ...pacer,
    packetsPerSecond: Math.max(packetsPerSecondMin, pacer.packetsPerSecond * slowDown),
  }
}

const speedUp = 0.5
const slowDown = 0.5
const roundTripMemory = 0.9
