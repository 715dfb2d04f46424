import type { Clock } from '@kivuko/clock'
import { type Account, available, credit, endHold, holdOn, openedAccount } from './account.ts'
import type { Journal } from './journal.ts'
import type { JournalEntry } from './journal-entry.ts'

/**
 * The wallet's own books. Webhooks come at least once, and a payment has one event of each kind: so
 * every call is about a payment by its id, can be made again, and does its work once. When it
 * returns, its work is on disk.
 */
export interface Books {
  accounts(): readonly Account[]
  account(id: string): Account | undefined
  /** The account that a wallet address belongs to. */
  accountOf(walletAddressId: string): Account | undefined
  /** Opens an account, unless it is there already. */
  open(account: Amounted & { readonly name: string }): void
  /** Notes whose payments those of a wallet address are. */
  address(address: { readonly account: string; readonly walletAddressId: string }): void
  /**
   * Sets money aside for an outgoing payment. `held` says that it is set aside, by this call or an
   * earlier one; `over` that the hold has ended already.
   */
  hold(payment: Amounted & { readonly payment: string }): 'held' | 'over' | 'insufficientFunds'
  /** Ends a hold of which nothing was taken. */
  release(payment: string): void
  /** Ends a hold of which `amount` was taken for good. Throws when there was none, or less. */
  send(sent: { readonly payment: string; readonly amount: bigint }): void
  /** Adds what an incoming payment brought. */
  receive(payment: Amounted & { readonly payment: string }): void
}

/** An amount in the smallest unit, and whose it is. */
interface Amounted {
  readonly account: string
  readonly amount: bigint
}

/** Books that are what the journal says. */
export function createBooks({ journal, clock }: { journal: Journal; clock: Clock }): Books {
  const state: State = { accounts: new Map(), addresses: new Map(), payments: new Map() }
  for (const entry of journal.entries) apply(state, entry)

  const note = (entry: WithoutTime<JournalEntry>): void => {
    const dated = { ...entry, atMs: clock.now() }
    journal.add(dated)
    apply(state, dated)
  }
  return {
    accounts: () => [...state.accounts.values()],
    account: (id) => state.accounts.get(id),
    accountOf: (walletAddressId) => state.accounts.get(state.addresses.get(walletAddressId) ?? ''),
    open: (account) => {
      if (!state.accounts.has(account.account)) note({ kind: 'opened', ...account })
    },
    address: (address) => {
      const known = state.addresses.get(address.walletAddressId)
      if (known !== address.account) note({ kind: 'addressed', ...address })
    },
    hold: (payment) => {
      const known = state.payments.get(payment.payment)
      if (known !== undefined) return known.phase === 'held' ? 'held' : 'over'
      if (available(accountIn(state, payment.account)) < payment.amount) return 'insufficientFunds'
      note({ kind: 'held', ...payment })
      return 'held'
    },
    release: (payment) => {
      if (state.payments.get(payment)?.phase === 'held') note({ kind: 'released', payment })
    },
    send: (sent) => {
      if (state.payments.get(sent.payment)?.phase === 'sent') return
      if (sent.amount > heldFor(state, sent.payment).amount) {
        throw new RangeError(`payment ${sent.payment} took more than was held for it`)
      }
      note({ kind: 'sent', ...sent })
    },
    receive: (payment) => {
      if (!state.payments.has(payment.payment)) note({ kind: 'received', ...payment })
    },
  }
}

/** What the entries add up to. */
interface State {
  readonly accounts: Map<string, Account>
  /** The account's id by the id of its wallet address. */
  readonly addresses: Map<string, string>
  /** Every payment that was ever noted, so that none is noted twice. */
  readonly payments: Map<string, Payment>
}

type Payment = Hold | { readonly phase: 'released' | 'sent' | 'received' }

interface Hold {
  readonly phase: 'held'
  readonly account: string
  readonly amount: bigint
}

/** `Omit` for each member of a union by itself. */
type WithoutTime<Entry> = Entry extends JournalEntry ? Omit<Entry, 'atMs'> : never

function apply(state: State, entry: JournalEntry): void {
  const { accounts, addresses, payments } = state
  switch (entry.kind) {
    case 'opened':
      accounts.set(entry.account, openedAccount(entry))
      return
    case 'addressed':
      addresses.set(entry.walletAddressId, entry.account)
      return
    case 'held': {
      const { account, payment, amount, atMs } = entry
      const movement = { kind: 'held', payment, amount, atMs } as const
      payments.set(payment, { phase: 'held', account, amount })
      accounts.set(account, holdOn(accountIn(state, account), movement))
      return
    }
    case 'released':
    case 'sent':
      applyEnd(state, entry)
      return
    case 'received': {
      const { account, payment, amount, atMs } = entry
      const movement = { kind: 'received', payment, amount, atMs } as const
      payments.set(payment, { phase: 'received' })
      accounts.set(account, credit(accountIn(state, account), movement))
    }
  }
}

function applyEnd(state: State, entry: JournalEntry & { kind: 'released' | 'sent' }): void {
  const { payment, atMs } = entry
  const hold = heldFor(state, payment)
  const movement =
    entry.kind === 'sent'
      ? ({ kind: 'sent', payment, amount: entry.amount, atMs } as const)
      : undefined
  const account = accountIn(state, hold.account)
  state.accounts.set(account.id, endHold(account, { payment, amount: hold.amount }, movement))
  state.payments.set(payment, { phase: entry.kind })
}

function heldFor({ payments }: State, payment: string): Hold {
  const known = payments.get(payment)
  if (known?.phase !== 'held') throw new Error(`no money is held for payment ${payment}`)
  return known
}

function accountIn({ accounts }: State, id: string): Account {
  const account = accounts.get(id)
  if (account === undefined) throw new Error(`there is no account ${id}`)
  return account
}
