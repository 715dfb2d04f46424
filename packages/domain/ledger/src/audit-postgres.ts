import type { Queries } from '@kivuko/postgres'
import type { LedgerAudit } from './audit.ts'

interface AuditRow extends Record<string, unknown> {
  readonly ledger: number
  readonly accounts: number
  readonly debits_posted: bigint
  readonly credits_posted: bigint
  readonly debits_pending: bigint
  readonly credits_pending: bigint
  readonly debits_in_windows: bigint
  readonly windows: bigint
  readonly pendings: bigint
  readonly accounts_overdrawn: number
}

/**
 * Adds up every ledger in one statement, so at one moment. Reads all accounts and what is open, not
 * the transfers that are over.
 */
export async function auditLedger(postgres: Queries): Promise<readonly LedgerAudit[]> {
  const rows = await postgres.query<AuditRow>({
    text: `
      select a.ledger, count(*)::integer as accounts,
        sum(a.debits_posted) as debits_posted, sum(a.credits_posted) as credits_posted,
        sum(a.debits_pending) as debits_pending, sum(a.credits_pending) as credits_pending,
        sum(a.debits_in_windows) as debits_in_windows,
        coalesce(sum(w.amount), 0) as windows, coalesce(sum(p.amount), 0) as pendings,
        count(*) filter (where ledger.available(a) < 0)::integer as accounts_overdrawn
      from ledger.accounts a
      left join (select account_id, sum(amount) as amount from ledger.windows group by account_id) w
        on w.account_id = a.id
      left join (select credit_id, sum(amount) as amount from ledger.pendings group by credit_id) p
        on p.credit_id = a.id
      group by a.ledger order by a.ledger`,
  })
  return rows.map((row) => ({
    ledger: row.ledger,
    accounts: row.accounts,
    debitsPosted: row.debits_posted,
    creditsPosted: row.credits_posted,
    debitsPending: row.debits_pending,
    creditsPending: row.credits_pending,
    debitsInWindows: row.debits_in_windows,
    windows: row.windows,
    pendings: row.pendings,
    accountsOverdrawn: row.accounts_overdrawn,
  }))
}
