import type { Queries, Transaction } from '@kivuko/postgres'

/** What the ASE says about one packet. */
export interface PartialDecision {
  readonly approved: boolean
  /** Told to the sender. */
  readonly reason?: string
}

/** Packets that wait for the ASE's word. */
export interface PartialDecisionStore {
  insert(
    tx: Transaction,
    partial: { readonly partialId: string; readonly paymentId: string; readonly nowMs: number },
  ): Promise<void>
  /** Nothing while there is none. */
  read(queries: Queries, partialId: string): Promise<PartialDecision | undefined>
  /** False when no packet of that payment waits under the id, or it was decided before. */
  decide(
    queries: Queries,
    decision: PartialDecision & { readonly partialId: string; readonly paymentId: string },
  ): Promise<boolean>
}
