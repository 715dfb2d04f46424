import type { Clock } from '@kivuko/clock'
import { type AccountId, type Balance, liquidity, type NewAccount } from './account.ts'
import { refusalAtSight } from './check-operations.ts'
import {
  type BooksCommit,
  type BooksCommitResult,
  commitOperationsMax,
  type LedgerRefusal,
  type LedgerSignal,
  type LedgerStore,
  type LinkedOperations,
  type OpenPending,
  type RecordedTransfer,
  type SignalQuery,
} from './ledger-store.ts'
import { auditMemory } from './memory-audit.ts'
import { expire, hasExpired, operate } from './memory-operations.ts'
import type { MemoryAccount, MemoryState, MemoryTransfer } from './memory-state.ts'
import { drawSums, expireWindow, resizeWindow } from './memory-windows.ts'

/** The ledger in the memory of one process: for tests and simulation. */
export interface MemoryLedger extends LedgerStore {
  /** Takes signals, oldest first; they are gone at once. */
  takeSignals(query: SignalQuery): Promise<readonly LedgerSignal[]>
}

/** Each call is done at once, before its promise is given. */
export function createMemoryLedger({ clock }: { clock: Clock }): MemoryLedger {
  const state: MemoryState = {
    accounts: new Map(),
    transfers: new Map(),
    windows: new Map(),
    books: new Map(),
    signals: new Map(),
  }
  return {
    async createAccounts(accounts) {
      for (const account of accounts) createAccount(state, account)
    },
    async apply(operations) {
      return signalling(state, () => applyGroup(state, operations, clock.now()))
    },
    async balances(ids) {
      return readBalances(state, ids)
    },
    async setSignals(id, { credited, lowAt }) {
      const account = state.accounts.get(id)
      if (account === undefined) return
      if (credited !== undefined) account.credited = credited
      if (lowAt !== undefined) account.lowAt = lowAt ?? undefined
    },
    async commit(batch) {
      return signalling(state, () => commitOnce(state, batch, clock.now()))
    },
    async releaseExpired(nowMs) {
      return releaseExpired(state, nowMs)
    },
    async openPendings(debitId) {
      return readOpenPendings(state, debitId, clock.now())
    },
    async transfer(id) {
      const transfer = state.transfers.get(id)
      return transfer && toRecorded(transfer)
    },
    async transfers({ accountId, limit }) {
      const newest = [...state.transfers.values()].reverse()
      const of = (side: 'debitId' | 'creditId') =>
        newest
          .filter((transfer) => transfer[side] === accountId)
          .slice(0, limit)
          .map(toRecorded)
      return { debits: of('debitId'), credits: of('creditId') }
    },
    async audit() {
      return auditMemory(state)
    },
    async takeSignals({ signal, limit }) {
      const waiting = [...state.signals].filter(([, { signal: kind }]) => kind === signal)
      const taken = waiting.slice(0, limit)
      for (const [key] of taken) state.signals.delete(key)
      return taken.map(([, found]) => found)
    },
  }
}

function createAccount({ accounts }: MemoryState, account: NewAccount): void {
  const { id, ledger, kind, signals } = account
  const found = accounts.get(id)
  if (found !== undefined) {
    if (found.ledger === ledger && found.kind === kind) return
    throw new Error(`account ${id} exists as ${found.kind} of ledger ${found.ledger}`)
  }
  accounts.set(id, {
    id,
    ledger,
    kind,
    credited: signals?.credited ?? false,
    lowAt: signals?.lowAt,
    debitsPosted: 0n,
    debitsPending: 0n,
    creditsPosted: 0n,
    creditsPending: 0n,
    debitsInWindows: 0n,
  })
}

function applyGroup(
  state: MemoryState,
  operations: LinkedOperations,
  nowMs: number,
): LedgerRefusal | undefined {
  return refusalAtSight(operations) ?? operate(state, { operations, nowMs })
}

function commitOnce(state: MemoryState, batch: BooksCommit, nowMs: number): BooksCommitResult {
  const { booksId, number } = batch
  const last = state.books.get(booksId)
  if (last?.number === number) return last.result
  if (last !== undefined && last.number > number) {
    throw new Error(`commit ${number} of books ${booksId} comes after ${last.number}`)
  }
  requireSize(batch)
  const sums = drawSums(state, { batch, nowMs })
  const drawn = new Set(batch.sums.flat().map(({ debitId }) => debitId))
  const windows = batch.windows.map((change) =>
    resizeWindow(state, { change, isDrawn: drawn.has(change.accountId) }),
  )
  const groups = batch.groups.map((operations) => applyGroup(state, operations, nowMs))
  const result = { windows, sums, groups }
  state.books.set(booksId, { number, result })
  return result
}

function requireSize({ windows, sums, groups }: BooksCommit): void {
  const entries = windows.length + sums.flat().length + groups.flat().length
  if (entries > commitOperationsMax) {
    throw new RangeError(`${entries} entries; at most ${commitOperationsMax} a commit`)
  }
}

/** Does the work, then writes down what the accounts that it moved asked to be told. */
function signalling<T>(state: MemoryState, work: () => T): T {
  const before = [...state.accounts.values()]
    .filter((account) => account.credited || account.lowAt !== undefined)
    .map((account) => ({
      account,
      credits: account.creditsPosted,
      liquidity: liquidity(account),
    }))
  const result = work()
  for (const { account, credits, liquidity: liquidityBefore } of before) {
    const { lowAt } = account
    if (account.credited && account.creditsPosted > credits) tell(state, account, 'credited')
    if (lowAt !== undefined && liquidityBefore > lowAt && liquidity(account) <= lowAt) {
      tell(state, account, 'low')
    }
  }
  return result
}

function tell(
  { signals }: MemoryState,
  { id, kind }: MemoryAccount,
  signal: LedgerSignal['signal'],
): void {
  const key = `${signal} ${id}`
  if (!signals.has(key)) signals.set(key, { accountId: id, kind, signal })
}

function releaseExpired(state: MemoryState, nowMs: number): number {
  const transfers = [...state.transfers.values()].filter((transfer) => hasExpired(transfer, nowMs))
  for (const transfer of transfers) expire(state, transfer)
  const windows = [...state.windows].filter(([, window]) => window.expiresAtMs <= nowMs)
  for (const [id, window] of windows) {
    expireWindow(state, window)
    state.windows.delete(id)
  }
  return transfers.length + windows.length
}

function readBalances(
  { accounts }: MemoryState,
  ids: readonly AccountId[],
): ReadonlyMap<AccountId, Balance> {
  const balances = new Map<AccountId, Balance>()
  for (const id of ids) {
    const account = accounts.get(id)
    if (account !== undefined) balances.set(id, toBalance(account))
  }
  return balances
}

function toBalance(account: MemoryAccount): Balance {
  const { kind, debitsPosted, debitsPending, creditsPosted, creditsPending } = account
  const { debitsInWindows } = account
  return { kind, debitsPosted, debitsPending, creditsPosted, creditsPending, debitsInWindows }
}

function readOpenPendings(
  state: MemoryState,
  debitId: AccountId,
  nowMs: number,
): readonly OpenPending[] {
  const isOpen = (transfer: MemoryTransfer | undefined) => transfer?.state === 'pending'
  return [...state.transfers.values()]
    .filter((transfer) => transfer.debitId === debitId && isOpen(transfer))
    .filter((transfer) => !hasExpired(transfer, nowMs))
    .map(({ id, amount, code, createdAtMs, expiresAtMs, ...transfer }) => ({
      id,
      debitId,
      creditId: transfer.creditId,
      amount,
      code,
      createdAtMs,
      ...(expiresAtMs !== undefined && { expiresAtMs }),
      linkedIds: transfer.linkedIds.filter((linked) => isOpen(state.transfers.get(linked))),
    }))
}

function toRecorded(transfer: MemoryTransfer): RecordedTransfer {
  const { id, debitId, creditId, amount, code, ledger, createdAtMs, expiresAtMs } = transfer
  return {
    id,
    debitId,
    creditId,
    amount,
    code,
    ledger,
    createdAtMs,
    state: transfer.state === 'expired' ? 'voided' : transfer.state,
    ...(expiresAtMs !== undefined && { expiresAtMs }),
  }
}
