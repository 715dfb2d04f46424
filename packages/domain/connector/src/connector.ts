import type { Clock } from '@kivuko/clock'
import { IlpCodecError, packetLengthMax, viewPrepare } from '@kivuko/ilp'
import type { IlpAddress, PrepareView } from '@kivuko/ilp'
import type { Books } from '@kivuko/ledger'
import type { Log } from '@kivuko/log'
import type { Metrics } from '@kivuko/metrics'
import type { Rates } from '@kivuko/rates'
import type { RoutingSnapshot } from '@kivuko/routing'
import { enter } from './answer.ts'
import { createConnectorEvents } from './events.ts'
import { accept, onHeld } from './forward.ts'
import { knowPeer, noUse, peerLimitsDefault } from './know-peer.ts'
import type { PeerUse } from './know-peer.ts'
import type { Party } from './party.ts'
import type { KnownPeer, PeerRecord, Source } from './peer.ts'
import { createRejects, refusals } from './refusal.ts'
import type { Refusal } from './refusal.ts'
import { onDue, onPosted, onResult } from './reply.ts'
import { createInFlightLimit } from './rules/in-flight-limit.ts'
import { createSlotPool } from './slot.ts'
import type { AnswerCall, Core, ReplyKind, Slot } from './slot.ts'
import { createTimerWheel } from './timer-wheel.ts'

/** What a connector needs. */
export interface ConnectorOptions {
  /** This node's address, as its Rejects name it. */
  readonly ownAddress: IlpAddress
  readonly routes: { snapshot(): RoutingSnapshot }
  readonly books: Books
  readonly rates: Rates
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Metrics
  /** For peers whose own limits are left out. */
  readonly limits?: Partial<typeof peerLimitsDefault>
}

/** A sender in this node. Its holds are durable: they outlive a crash. */
export interface LocalSource extends Party {
  readonly id: string
  /** Asks for a rate instead of paying: amounts convert, no money is held. */
  readonly probe: boolean
}

/** How a packet of a sender in this node ended. */
export interface InjectOutcome {
  /**
   * `uncertain`: it may have been fulfilled; its hold stays in the ledger until the sender resolves
   * it.
   */
  readonly kind: ReplyKind
  /** A Fulfill or Reject. May be shared: never write to it. */
  readonly bytes: Uint8Array
}

/** What the pipeline holds, to be compared with the ledger's books. */
export interface ConnectorCounts {
  readonly openSlots: number
  /** Slots with a hold: as many as the books have open ones. */
  readonly holdingSlots: number
}

/**
 * Moves packets between peers: checks, routes, converts, holds, forwards, and passes replies back.
 * A packet goes in, a reply comes out, whatever happens; a Fulfill only when its money is in the
 * books.
 */
export interface Connector {
  /**
   * Takes a Prepare from a peer and calls `reply` once with a Fulfill or Reject. The bytes belong
   * to the connector from then on, which writes into them. Replies may be shared: never write to
   * them.
   */
  handle(peerId: string, prepare: Uint8Array, reply: (bytes: Uint8Array) => void): void
  /** The same for a sender in this node. */
  inject(source: LocalSource, prepare: Uint8Array, done: (outcome: InjectOutcome) => void): void
  /**
   * Adds a peer, or changes it between two packets: what it has used of its limits stays. Packets
   * underway end under the record that they began with. Routes to it are set in the routing.
   */
  setPeer(record: PeerRecord): void
  /** Takes no more packets from or to the peer; resolves when those underway are over. */
  removePeer(id: string): Promise<void>
  counts(): ConnectorCounts
  /** Refuses new packets with T03; resolves when all underway are over. */
  drain(): Promise<void>
}

/** Makes a connector without peers. */
export function createConnector(options: ConnectorOptions): Connector {
  const { core, slots, peers, whenIdle } = createCore(options)
  const localRules = [
    createInFlightLimit(
      { count: 0 },
      { max: options.limits?.inFlightMax ?? peerLimitsDefault.inFlightMax },
    ),
  ]
  let stopping = false

  const take = (source: Source, prepare: Uint8Array, answer: AnswerCall): void => {
    const view = stopping ? refusals.stopping : decode(prepare)
    if ('code' in view) {
      refuseAtOnce(core, view, answer)
      return
    }
    core.counts.open += 1
    const slot = slots.open(core, { view, source, answer })
    enter(accept, slot, undefined)
  }
  return {
    ...createPeerRegistry(options, peers),
    handle: (peerId, prepare, reply) => {
      const source = peers.get(peerId)?.source
      if (source === undefined) refuseAtOnce(core, refusals.unknownPeer, reply)
      else take(source, prepare, reply)
    },
    inject: (local, prepare, done) => {
      const query = { view: local.tenantId, prefer: preferAsset(peers, local) }
      const source = { ...local, query, incoming: localRules, local: true }
      take(source, prepare, (bytes, kind) => done({ kind, bytes }))
    },
    counts: () => ({ openSlots: core.counts.open, holdingSlots: core.counts.holding }),
    drain: () => {
      stopping = true
      return whenIdle()
    },
  }
}

interface CoreParts {
  readonly core: Core
  readonly slots: ReturnType<typeof createSlotPool>
  readonly peers: Map<string, KnownPeer>
  readonly whenIdle: () => Promise<void>
}

function createCore(options: ConnectorOptions): CoreParts {
  const { clock, books, rates, routes, metrics } = options
  const peers = new Map<string, KnownPeer>()
  const counts = { open: 0, holding: 0 }
  const idle: (() => void)[] = []
  const slots = createSlotPool({
    held: (slot, result) => enter(onHeld, slot, result),
    result: (slot, result) => enter(onResult, slot, result),
    posted: (slot, refusal) => enter(onPosted, slot, refusal),
  })
  const core: Core = {
    books,
    rates,
    routes,
    clock,
    peers,
    counts,
    events: createConnectorEvents(options.log, metrics),
    reject: createRejects(options.ownAddress),
    wheel: createTimerWheel<Slot>(clock, (slot) => enter(onDue, slot, undefined)),
    recycle: (slot) => {
      slots.recycle(slot)
      if (counts.open === 0) for (const resolve of idle.splice(0)) resolve()
    },
  }
  observeCounts(metrics, counts)
  const whenIdle = (): Promise<void> =>
    new Promise((resolve) => (counts.open === 0 ? resolve() : void idle.push(resolve)))
  return { core, slots, peers, whenIdle }
}

function observeCounts(metrics: Metrics, counts: Core['counts']): void {
  metrics.observed(
    { name: 'kivuko_ilp_packets_in_flight', help: 'Packets underway.' },
    () => counts.open,
  )
  metrics.observed(
    { name: 'kivuko_ilp_packets_holding', help: 'Packets underway whose money is held.' },
    () => counts.holding,
  )
}

function createPeerRegistry(
  options: ConnectorOptions,
  peers: Map<string, KnownPeer>,
): Pick<Connector, 'setPeer' | 'removePeer'> {
  const uses = new Map<string, PeerUse>()
  const defaults = { ...peerLimitsDefault, ...options.limits }
  return {
    setPeer: (record) => {
      const use = uses.get(record.id) ?? noUse()
      uses.set(record.id, use)
      const prefer = (source: Party): ((peerId: string) => boolean) => preferAsset(peers, source)
      peers.set(record.id, knowPeer(record, { clock: options.clock, use, defaults, prefer }))
    },
    removePeer: (id) => {
      const use = uses.get(id)
      peers.delete(id)
      uses.delete(id)
      return use === undefined ? Promise.resolve() : whenUnused(use)
    },
  }
}

function whenUnused(use: PeerUse): Promise<void> {
  return new Promise((resolve) => {
    use.onOver = () => {
      if (use.from.count + use.to.count === 0) resolve()
    }
    use.onOver()
  })
}

/** Among equally good routes a packet goes where nothing has to be converted. */
function preferAsset(
  peers: ReadonlyMap<string, KnownPeer>,
  { asset }: Party,
): (peerId: string) => boolean {
  return (peerId) => {
    const record = peers.get(peerId)?.record
    return record?.kind === 'remote' && record.asset.accountId === asset.accountId
  }
}

function decode(bytes: Uint8Array): PrepareView | Refusal {
  if (bytes.length > packetLengthMax) return refusals.invalidPacket
  try {
    return viewPrepare(bytes)
  } catch (error) {
    if (error instanceof IlpCodecError) return refusals.invalidPacket
    throw error
  }
}

function refuseAtOnce(core: Core, refusal: Refusal, answer: AnswerCall): void {
  core.events.answered('unknown', refusal.code, 0)
  answer(core.reject(refusal), 'reply')
}
