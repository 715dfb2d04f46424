import type { JournalEntry } from './journal-entry.ts'

/** A customer's account, in the smallest unit of the wallet's one asset. */
export interface Account {
  readonly id: string
  readonly name: string
  /** All that is the customer's, the held part included. */
  readonly balance: bigint
  /** Promised to outgoing payments that have not ended. */
  readonly held: bigint
  /** The latest movements, newest first. */
  readonly movements: readonly Movement[]
}

/** A line of an account's statement. */
export interface Movement {
  readonly kind: 'opened' | 'held' | 'sent' | 'received'
  readonly amount: bigint
  readonly atMs: number
  /** The payment's id at the node; an opening has none. */
  readonly payment?: string
}

/** What the customer can spend. */
export function available(account: Account): bigint {
  return account.balance - account.held
}

/** Older movements are in the journal only: an overview shows the last ones. */
const movementsMax = 20

/** The account as its first entry leaves it. */
export function openedAccount(entry: JournalEntry & { readonly kind: 'opened' }): Account {
  const { account: id, name, amount, atMs } = entry
  return { id, name, balance: amount, held: 0n, movements: [{ kind: 'opened', amount, atMs }] }
}

/** The account after an outgoing payment was promised its money. */
export function holdOn(account: Account, movement: Movement): Account {
  const held = account.held + movement.amount
  return { ...account, held, movements: latest([movement, ...account.movements]) }
}

/** The account after the payment that held `held` has ended, and has taken `movement`, if any. */
export function endHold(
  account: Account,
  held: { readonly payment: string; readonly amount: bigint },
  movement?: Movement,
): Account {
  const others = account.movements.filter(
    ({ kind, payment }) => kind !== 'held' || payment !== held.payment,
  )
  return {
    ...account,
    balance: account.balance - (movement?.amount ?? 0n),
    held: account.held - held.amount,
    movements: movement === undefined ? others : latest([movement, ...others]),
  }
}

/** The account after an incoming payment. */
export function credit(account: Account, movement: Movement): Account {
  const balance = account.balance + movement.amount
  return { ...account, balance, movements: latest([movement, ...account.movements]) }
}

function latest(movements: readonly Movement[]): readonly Movement[] {
  return movements.slice(0, movementsMax)
}
