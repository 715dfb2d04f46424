import type { PrepareView } from '@kivuko/ilp'
import type { Party } from './party.ts'

/** A receiver that has recognised a packet: who is paid, and what to do with the packet. */
export interface OpenedPacket extends Party {
  /**
   * Gives the Reject for a packet that can't be fulfilled, undefined for any other; called before
   * money is held, with the amount in the receiver's asset. Senders learn the rate from such
   * Rejects, by amounts that they could never pay.
   */
  refuse?(prepare: PrepareView): Uint8Array | undefined
  /**
   * Takes the packet, whose amount is in the receiver's asset now and whose money is held. Calls
   * `done` with a Fulfill or Reject, once.
   */
  receive(prepare: PrepareView, done: (reply: Uint8Array) => void): void
}

/** Packets that end in this node: its peer is local, its account depends on the packet. */
export interface LocalReceiver {
  /** Finds out what a packet is for, or gives the Reject to answer with. */
  open(prepare: PrepareView): OpenedPacket | Uint8Array | Promise<OpenedPacket | Uint8Array>
}
