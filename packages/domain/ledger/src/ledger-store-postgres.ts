import type { Clock } from '@kivuko/clock'
import {
  type DedicatedConnection,
  isTransient,
  type Postgres,
  type Queries,
  type Transaction,
} from '@kivuko/postgres'
import type { AccountId, AccountKind, NewAccount } from './account.ts'
import { auditLedger } from './audit-postgres.ts'
import { applyOperations, commitBooks, type TellSignals } from './commit-postgres.ts'
import type { LedgerSignal, LedgerStore, LedgerWriter, SignalQuery } from './ledger-store.ts'
import {
  readBalances,
  readOpenPendings,
  readTransfer,
  readTransfers,
} from './read-ledger-postgres.ts'

/**
 * The channel on which it is announced that signals wait; listen on it with `Postgres.listen`. The
 * payload is the signal.
 */
export const ledgerSignalsChannel = 'ledger_signals'

/** The ledger in Postgres. */
export interface PostgresLedger extends LedgerStore, AsyncDisposable {
  /**
   * The ledger within a transaction of the caller's: what it does becomes true when that commits.
   */
  within(tx: Transaction): LedgerWriter
  /**
   * Takes signals, oldest first, in the caller's transaction: they are gone when it commits, and
   * wait again when it doesn't. Those that another transaction is about are passed over. What a
   * movement changed that has signalled is visible to the statements after this one.
   */
  takeSignals(tx: Transaction, query: SignalQuery): Promise<readonly LedgerSignal[]>
}

/** Pendings, and windows, that one call releases at most. */
const RELEASE_BATCH = 500

/**
 * Postgres chose a commit to give way in a deadlock that somebody's transaction made: tried this
 * often.
 */
const TRANSIENT_TRIES_MAX = 5

/** The books of a process that has been silent for this long are forgotten. */
const BOOKS_KEPT_MS = 86_400_000

/** Keeps the ledger in the schema `ledger`. Commits run on a connection of their own. */
export function createPostgresLedger(options: {
  postgres: Postgres
  clock: Clock
}): PostgresLedger {
  const { postgres, clock } = options
  const connection = openOnce(postgres)
  const announce: TellSignals = (told) => {
    for (const signal of told) postgres.announce(ledgerSignalsChannel, signal)
  }
  const writer = (queries: Queries, tell: TellSignals): LedgerWriter => ({
    createAccounts: (accounts) => createAccounts(queries, { accounts, nowMs: clock.now() }),
    apply: (operations) => applyOperations(queries, tell, { operations, nowMs: clock.now() }),
    balances: (ids) => readBalances(queries, ids),
    setSignals: (id, signals) => setSignals(queries, { id, ...signals }),
  })
  return {
    ...writer(postgres, announce),
    within: (tx) =>
      writer(tx, (told) => {
        if (told.length > 0) tx.onCommitted(() => announce(told))
      }),
    takeSignals,
    commit: async (batch) => {
      const queries = await connection.get()
      return await triedAgain(() => commitBooks(queries, announce, { batch, nowMs: clock.now() }))
    },
    releaseExpired: (nowMs) => releaseExpired(postgres, nowMs),
    openPendings: (debitId) => readOpenPendings(postgres, { debitId, nowMs: clock.now() }),
    transfer: (id) => readTransfer(postgres, id),
    transfers: async (query) => ({
      debits: await readTransfers(postgres, { side: 'debit', ...query }),
      credits: await readTransfers(postgres, { side: 'credit', ...query }),
    }),
    audit: () => auditLedger(postgres),
    [Symbol.asyncDispose]: () => connection.close(),
  }
}

/** Opens the connection when it is first needed. */
function openOnce(postgres: Postgres) {
  let opened: Promise<DedicatedConnection> | undefined
  const open = async (): Promise<DedicatedConnection> => {
    try {
      return await postgres.dedicated()
    } catch (error) {
      opened = undefined
      throw error
    }
  }
  return {
    get: () => (opened ??= open()),
    async close() {
      await (await opened)?.[Symbol.asyncDispose]()
    },
  }
}

async function triedAgain<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work()
    } catch (error) {
      if (!isTransient(error) || tries === TRANSIENT_TRIES_MAX) throw error
    }
  }
}

async function createAccounts(
  queries: Queries,
  { accounts, nowMs }: { accounts: readonly NewAccount[]; nowMs: number },
): Promise<void> {
  if (accounts.length === 0) return
  const different = await queries.query<{ id: AccountId; ledger: number; kind: AccountKind }>({
    name: 'ledger.create-accounts',
    text: `
      with wanted as (
        select * from unnest($1::uuid[], $2::integer[], $3::text[], $4::boolean[], $5::numeric[])
          as w (id, ledger, kind, report_credits, report_low_at)
      ), created as (
        insert into ledger.accounts (id, ledger, kind, report_credits, report_low_at, created_at)
        select w.*, $6::timestamptz from wanted w order by w.id
        on conflict (id) do nothing
      )
      select a.id, a.ledger, a.kind from ledger.accounts a join wanted w on w.id = a.id
      where a.ledger <> w.ledger or a.kind <> w.kind`,
    values: [
      accounts.map(({ id }) => id),
      accounts.map(({ ledger }) => ledger),
      accounts.map(({ kind }) => kind),
      accounts.map(({ signals }) => signals?.credited ?? false),
      accounts.map(({ signals }) => signals?.lowAt ?? null),
      new Date(nowMs),
    ],
  })
  const [first] = different
  if (first !== undefined) {
    throw new Error(`account ${first.id} exists as ${first.kind} of ledger ${first.ledger}`)
  }
}

async function setSignals(
  queries: Queries,
  set: { id: AccountId; credited?: boolean; lowAt?: bigint | null },
): Promise<void> {
  await queries.query({
    text: `update ledger.accounts
      set report_credits = coalesce($2::boolean, report_credits),
        report_low_at = case when $3::boolean then $4::numeric else report_low_at end
      where id = $1::uuid`,
    values: [set.id, set.credited ?? null, set.lowAt !== undefined, set.lowAt ?? null],
  })
}

async function takeSignals(
  tx: Transaction,
  { signal, limit }: SignalQuery,
): Promise<readonly LedgerSignal[]> {
  const rows = await tx.query<{ account_id: AccountId; kind: AccountKind }>({
    name: 'ledger.take-signals',
    text: `
      with taken as (
        delete from ledger.signals where id = any (array(
          select s.id from ledger.signals s where s.signal = $1
          order by s.id limit $2 for update skip locked
        ))
        returning id, account_id
      )
      select t.account_id, a.kind, min(t.id) as place
      from taken t join ledger.accounts a on a.id = t.account_id
      group by t.account_id, a.kind order by place`,
    values: [signal, limit],
  })
  return rows.map((row) => ({ accountId: row.account_id, kind: row.kind, signal }))
}

async function releaseExpired(postgres: Postgres, nowMs: number): Promise<number> {
  const [row] = await postgres.query<{ released: bigint }>({
    name: 'ledger.release-expired',
    text: `select ledger.release_expired($1::timestamptz, $2::integer) as released`,
    values: [new Date(nowMs), RELEASE_BATCH],
  })
  await postgres.query({
    name: 'ledger.forget-books',
    text: 'delete from ledger.books where committed_at < $1::timestamptz',
    values: [new Date(nowMs - BOOKS_KEPT_MS)],
  })
  return Number(row?.released ?? 0n)
}
