import { type AccountKind, liquidity } from '@kivuko/ledger'
import type { Queries, Row } from '@kivuko/postgres'

/** An account as `kivuko books` shows it. */
export interface BookedAccount {
  readonly id: string
  readonly kind: AccountKind
  readonly assetCode: string
  readonly assetScale: number
  readonly liquidity: bigint
  readonly debitsPosted: bigint
  readonly creditsPosted: bigint
}

interface AccountRow extends Row {
  readonly id: string
  readonly kind: AccountKind
  readonly code: string
  readonly scale: number
  readonly debits_posted: bigint
  readonly debits_pending: bigint
  readonly debits_in_windows: bigint
  readonly credits_posted: bigint
  readonly credits_pending: bigint
}

/** Accounts that are listed; a node has one for each payment too. */
const accountsListedMax = 10_000

/** The accounts of a node: assets and peers first, then the newest payments. */
export async function listAccounts(queries: Queries): Promise<readonly BookedAccount[]> {
  const rows = await queries.query<AccountRow>({
    text: `select c.*, a.code, a.scale from ledger.accounts c
      join directory.assets a on a.ledger = c.ledger
      order by array_position(array['settlement', 'asset', 'peer'], c.kind), c.created_at desc, c.id
      limit ${accountsListedMax}`,
  })
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    assetCode: row.code,
    assetScale: row.scale,
    liquidity: liquidity({
      kind: row.kind,
      debitsPosted: row.debits_posted,
      debitsPending: row.debits_pending,
      debitsInWindows: row.debits_in_windows,
      creditsPosted: row.credits_posted,
      creditsPending: row.credits_pending,
    }),
    debitsPosted: row.debits_posted,
    creditsPosted: row.credits_posted,
  }))
}
