import { join } from 'node:path'
import type { Clock } from '@kivuko/clock'
import { auditLedger, booksBalance } from '@kivuko/ledger'
import { silentLog as log } from '@kivuko/log'
import type { AssetUnit } from '@kivuko/money'
import { connectPostgres, findEmbeddedPostgres } from '@kivuko/postgres'
import type { Random } from '@kivuko/random'
import { type BookedAccount, listAccounts } from '../list-accounts-postgres.ts'
import { embeddedFolder } from '../open-database.ts'

/** What a node's books say, added up by kind of account. */
export interface BooksSummary {
  /** Whether debits equal credits in every ledger, and no account is overdrawn. */
  readonly balanced: boolean
  readonly rows: readonly BooksRow[]
}

/** All accounts of one kind in one currency. */
export interface BooksRow {
  readonly asset: AssetUnit
  readonly kind: 'settlement' | 'asset' | 'peer' | 'payments'
  readonly liquidity: bigint
}

/** Reads the books of a node that runs on an embedded database, as its operator does. */
export async function readBooks(
  { clock, random }: { readonly clock: Clock; readonly random: Random },
  nodeDataDir: string,
): Promise<BooksSummary> {
  const url = await findEmbeddedPostgres(join(nodeDataDir, embeddedFolder), 'backend')
  if (url === undefined) throw new Error(`no node runs on ${nodeDataDir}`)
  await using postgres = connectPostgres({ clock, random, log, url, poolMax: 1 })
  const accounts = await listAccounts(postgres)
  const audits = await auditLedger(postgres)
  return { balanced: booksBalance(audits), rows: summarize(accounts) }
}

function summarize(accounts: readonly BookedAccount[]): readonly BooksRow[] {
  const rows = new Map<string, BooksRow>()
  for (const { assetCode: code, assetScale: scale, kind: accountKind, liquidity } of accounts) {
    const kind = isNamed(accountKind) ? accountKind : 'payments'
    const key = `${code} ${kind}`
    const before = rows.get(key)?.liquidity ?? 0n
    rows.set(key, { asset: { code, scale }, kind, liquidity: before + liquidity })
  }
  return [...rows.values()]
}

function isNamed(kind: BookedAccount['kind']): kind is 'settlement' | 'asset' | 'peer' {
  return kind === 'settlement' || kind === 'asset' || kind === 'peer'
}
