import type { Clock } from '@kivuko/clock'
import { parseIlpAddress } from '@kivuko/ilp'
import type { PrepareView } from '@kivuko/ilp'
import type { Books, Hold, HoldRefusal } from '@kivuko/ledger'
import type { Rates } from '@kivuko/rates'
import type { RoutingSnapshot } from '@kivuko/routing'
import type { SendResult } from './endpoint.ts'
import type { ConnectorEvents } from './events.ts'
import type { OpenedPacket } from './local-receiver.ts'
import type { Party } from './party.ts'
import type { KnownPeer, Source } from './peer.ts'
import type { Refusal } from './refusal.ts'
import type { PacketInHand } from './rules/rule.ts'
import { offWheel } from './timer-wheel.ts'
import type { TimerWheel, WheelEntry } from './timer-wheel.ts'

/** What the pipeline works with: one for each connector. */
export interface Core {
  readonly books: Books
  readonly rates: Rates
  readonly routes: { snapshot(): RoutingSnapshot }
  readonly clock: Clock
  readonly events: ConnectorEvents
  /** Makes the bytes of a Reject that this node triggers. */
  readonly reject: (refusal: Refusal) => Uint8Array
  readonly peers: ReadonlyMap<string, KnownPeer>
  readonly wheel: TimerWheel<Slot>
  readonly counts: { open: number; holding: number }
  /** Called when a slot is over. */
  readonly recycle: (slot: Slot) => void
}

/**
 * Whether a reply is the packet's end. `uncertain`: the packet may still be fulfilled, or have
 * been; its hold stays in the ledger. Only senders in this node ever see it.
 */
export type ReplyKind = 'reply' | 'uncertain'

/** Takes the reply to a packet, once. The bytes may be shared: never write to them. */
export type AnswerCall = (bytes: Uint8Array, kind: ReplyKind) => void

/** A packet that has arrived. */
export interface Arrival {
  readonly view: PrepareView
  readonly source: Source
  readonly answer: AnswerCall
}

/**
 * What a packet waits for. `sent`: its reply, also after our own time-out, when it was answered
 * already. `posting`: that its fulfilment is durable in the ledger.
 */
export type Phase = 'arrived' | 'opening' | 'converting' | 'holding' | 'sent' | 'posting' | 'over'

/** A packet underway. Used again for other packets, so nothing may keep it once it is over. */
export interface Slot extends PacketInHand, WheelEntry {
  readonly core: Core
  view: PrepareView
  source: Source
  answer: AnswerCall
  startedMs: number
  phase: Phase
  answered: boolean
  /** False once something went wrong that should not: it is not used again. */
  sound: boolean
  /** How many of the source's and of the destination's rules have let it pass. */
  incomingPassed: number
  outgoingPassed: number
  to: KnownPeer | undefined
  opened: OpenedPacket | undefined
  /** Who is paid; `undefined` until it is known. */
  destination: Party | undefined
  destinationAmount: bigint
  hold: Hold | undefined
  /** The Fulfill, while it is being posted. */
  fulfill: Uint8Array | undefined
  readonly onHeld: (result: Hold | HoldRefusal) => void
  readonly onResult: (result: SendResult) => void
  readonly onReceived: (reply: Uint8Array) => void
  readonly onPosted: (refusal: HoldRefusal | undefined) => void
}

/** What happens in a slot when what it waits for comes. */
export interface SlotSteps {
  held(slot: Slot, result: Hold | HoldRefusal): void
  result(slot: Slot, result: SendResult): void
  posted(slot: Slot, refusal: HoldRefusal | undefined): void
}

/** Slots that are kept for use, at most. */
const freeSlotsMax = 4_096

/** Slots for packets, with their call-backs made once and not for each packet. */
export function createSlotPool(steps: SlotSteps): {
  open(core: Core, arrival: Arrival): Slot
  recycle(slot: Slot): void
} {
  const free: Slot[] = []
  return {
    open: (core, arrival) => {
      const slot = free.pop()
      return slot === undefined ? createSlot(core, arrival, steps) : restart(slot, arrival)
    },
    recycle: (slot) => {
      if (slot.sound && free.length < freeSlotsMax) free.push(clear(slot))
    },
  }
}

function createSlot(core: Core, arrival: Arrival, steps: SlotSteps): Slot {
  const slot: Slot = {
    core,
    ...arrival,
    ...fresh,
    startedMs: core.clock.monotonicMs(),
    dueTick: offWheel,
    bucketIndex: 0,
    onHeld: (result) => {
      if (slot.phase === 'holding') steps.held(slot, result)
      else core.events.strayCall('hold')
    },
    onResult: (result) => {
      if (slot.phase === 'sent') steps.result(slot, result)
      else core.events.strayCall('reply')
    },
    onReceived: (bytes) => slot.onResult({ bytes }),
    onPosted: (refusal) => {
      if (slot.phase === 'posting') steps.posted(slot, refusal)
      else core.events.strayCall('post')
    },
  }
  return slot
}

/** What every packet begins with. */
const fresh = {
  phase: 'arrived' as Phase,
  answered: false,
  sound: true,
  incomingPassed: 0,
  outgoingPassed: 0,
  to: undefined,
  opened: undefined,
  destination: undefined,
  destinationAmount: 0n,
  forwardExpiresAtMs: 0,
  hold: undefined,
  fulfill: undefined,
}

function restart(slot: Slot, arrival: Arrival): Slot {
  slot.view = arrival.view
  slot.source = arrival.source
  slot.answer = arrival.answer
  slot.startedMs = slot.core.clock.monotonicMs()
  slot.phase = 'arrived'
  slot.answered = false
  slot.incomingPassed = 0
  slot.outgoingPassed = 0
  slot.destinationAmount = 0n
  return slot
}

const noPacket: PrepareView = {
  bytes: new Uint8Array(0),
  contentsOffset: 0,
  amount: 0n,
  expiresAtMs: 0,
  condition: new Uint8Array(32),
  destination: parseIlpAddress('self.none'),
  data: new Uint8Array(0),
}

function nobody(): void {}

/** Lets go of what the packet held in memory. */
function clear(slot: Slot): Slot {
  slot.view = noPacket
  slot.answer = nobody
  slot.to = undefined
  slot.opened = undefined
  slot.destination = undefined
  slot.fulfill = undefined
  return slot
}
