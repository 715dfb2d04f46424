import type { PrepareView } from '@kivuko/ilp'
import type { Refusal } from '../refusal.ts'

/** A packet in the pipeline, as rules see it. */
export interface PacketInHand {
  /** As it came in: its amount is in the sender's asset. */
  readonly view: PrepareView
  /** When the packet that goes on expires. Set by the outgoing side's rules. */
  forwardExpiresAtMs: number
}

/**
 * A rule of one peer and one direction. Rules decide at once, without waiting; they neither book
 * money nor change the packet's bytes.
 */
export interface Rule {
  /** Refuses the packet, or lets it pass. */
  onPrepare(packet: PacketInHand): Refusal | undefined
  /** Called once for each packet that passed, when nothing more is to come for it. */
  onReply?(packet: PacketInHand): void
}
