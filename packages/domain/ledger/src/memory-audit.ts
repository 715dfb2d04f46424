import { available } from './account.ts'
import type { LedgerAudit } from './audit.ts'
import type { MemoryAccount, MemoryState } from './memory-state.ts'

/** The totals of every ledger in memory. */
export function auditMemory(state: MemoryState): readonly LedgerAudit[] {
  const byLedger = Map.groupBy(state.accounts.values(), (account) => account.ledger)
  return [...byLedger.keys()]
    .sort((a, b) => a - b)
    .map((ledger) => auditOne(state, ledger, byLedger.get(ledger) ?? []))
}

function auditOne(
  state: MemoryState,
  ledger: number,
  accounts: readonly MemoryAccount[],
): LedgerAudit {
  const total = (of: (account: MemoryAccount) => bigint) => sum(accounts.map(of))
  const windows = [...state.windows.values()].filter(
    ({ accountId }) => state.accounts.get(accountId)?.ledger === ledger,
  )
  const pendings = [...state.transfers.values()].filter(
    (transfer) => transfer.ledger === ledger && transfer.state === 'pending',
  )
  return {
    ledger,
    accounts: accounts.length,
    debitsPosted: total((account) => account.debitsPosted),
    creditsPosted: total((account) => account.creditsPosted),
    debitsPending: total((account) => account.debitsPending),
    creditsPending: total((account) => account.creditsPending),
    debitsInWindows: total((account) => account.debitsInWindows),
    windows: sum(windows.map(({ amount }) => amount)),
    pendings: sum(pendings.map(({ amount }) => amount)),
    accountsOverdrawn: accounts.filter((account) => available(account) < 0n).length,
  }
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n)
}
