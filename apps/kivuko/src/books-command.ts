import { join } from 'node:path'
import { systemClock } from '@kivuko/clock'
import type { Environment } from '@kivuko/config'
import { auditLedger, booksBalance, type LedgerAudit, violations } from '@kivuko/ledger'
import { silentLog } from '@kivuko/log'
import { connectPostgres, findEmbeddedPostgres } from '@kivuko/postgres'
import { systemRandom } from '@kivuko/random'
import { listAccounts } from './list-accounts-postgres.ts'
import { embeddedFolder } from './open-database.ts'

/**
 * `kivuko books [--json]`: prints what every account of a node holds, and whether its books
 * balance. Reads the database that DATABASE_URL names, or the embedded one of a node that runs on
 * KIVUKO_DATA_DIR. Exit code 1 when the books don't balance.
 */
export async function printBooks(env: Environment, args: readonly string[]): Promise<number> {
  const dataDir = env['KIVUKO_DATA_DIR'] || '.kivuko/node'
  const url =
    env['DATABASE_URL'] || (await findEmbeddedPostgres(join(dataDir, embeddedFolder), 'backend'))
  if (!url) {
    console.error(`no node runs on ${dataDir}, and DATABASE_URL is not set`)
    return 1
  }
  await using postgres = connectPostgres({
    clock: systemClock,
    random: systemRandom,
    log: silentLog,
    url,
    poolMax: 1,
  })
  const accounts = await listAccounts(postgres)
  const audits = await auditLedger(postgres)
  const balanced = booksBalance(audits)
  if (args.includes('--json')) {
    console.log(toJson({ ledgers: audits.map(totals), accounts, balanced }))
  } else {
    console.table(
      accounts.map(({ kind, id, assetCode, assetScale, liquidity }) => ({
        kind,
        account: id,
        asset: `${assetCode}/${assetScale}`,
        liquidity: String(liquidity),
      })),
    )
    for (const violation of audits.flatMap(violations)) console.error(violation)
    console.log(balanced ? 'The books balance.' : 'The books do not balance.')
  }
  return balanced ? 0 : 1
}

function totals(audit: LedgerAudit) {
  const { ledger, debitsPosted, creditsPosted, debitsPending, creditsPending } = audit
  return { ledger, debitsPosted, creditsPosted, debitsPending, creditsPending }
}

/** Amounts are texts, as everywhere on the wire. */
function toJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'bigint' ? member.toString() : member,
  )
}
