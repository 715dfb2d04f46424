import type { Amount } from '@kivuko/money'
import type { Queries, Transaction } from '@kivuko/postgres'

/** A grant, and which of its intervals. */
export interface GrantInterval {
  readonly grantId: string
  /** Left out: the grant has no intervals. */
  readonly intervalStartMs?: number
}

/** What payments have spent. */
export interface GrantSpend {
  readonly debitAmount: Amount
  /** Of those payments whose receiver's asset is the first one's. */
  readonly receiveAmount: Amount
}

/** What was spent under grants, summed for each interval, whatever the number of payments. */
export interface GrantSpendStore {
  /**
   * Adds a payment's amounts; gives the sums before it, or nothing when it would exceed a limit:
   * then nothing was added. Concurrent payments under one grant wait for each other here.
   */
  spend(
    tx: Transaction,
    spend: GrantInterval &
      GrantSpend & { readonly debitLimit?: bigint; readonly receiveLimit?: bigint },
  ): Promise<{ readonly debit: bigint; readonly receive: bigint } | undefined>
  /** Takes back what a payment did not spend. */
  release(
    tx: Transaction,
    release: GrantInterval & { readonly debit: bigint; readonly receive: Amount },
  ): Promise<void>
  read(queries: Queries, interval: GrantInterval): Promise<GrantSpend | undefined>
}
