import type { Postgres, Row } from '@kivuko/postgres'
import type { ClaimResult, IdempotencyStore } from './idempotency-store.ts'

/** Rows forgotten at once: more than come in between two times. */
const pruneRowsMax = 50_000

/**
 * Keeps keys in the schema `admin`. Its commits do not wait for the disk: a crash of the database
 * can cost the results of the last moment, as can a crash between a mutation and its result.
 */
export function createPostgresIdempotencyStore({
  postgres,
}: {
  readonly postgres: Postgres
}): IdempotencyStore {
  return {
    claim: (claim) => claimKey(postgres, claim),
    async extend({ tenantId, key, claimId }, lockedUntilMs) {
      await postgres.query({
        text: `update admin.idempotency_keys set locked_until = $4
          where tenant_id = $1 and key = $2 and claim_id = $3`,
        values: [tenantId, key, claimId, new Date(lockedUntilMs)],
      })
    },
    async finish({ tenantId, key, claimId }, result) {
      await postgres.query({
        name: 'admin.idempotency.finish',
        text: `with quick as (select ${commitQuickly})
          update admin.idempotency_keys set result = $4 from quick
          where tenant_id = $1 and key = $2 and claim_id = $3`,
        values: [tenantId, key, claimId, result],
      })
    },
    async release({ tenantId, key, claimId }) {
      await postgres.query({
        text: `delete from admin.idempotency_keys
          where tenant_id = $1 and key = $2 and claim_id = $3`,
        values: [tenantId, key, claimId],
      })
    },
    async prune(nowMs) {
      await postgres.query({
        text: `delete from admin.idempotency_keys where ctid = any (array (
          select ctid from admin.idempotency_keys where expires_at < $1
          limit $2 for update skip locked
        ))`,
        values: [new Date(nowMs), pruneRowsMax],
      })
    },
  }
}

/** For the one statement, which is a transaction of its own. */
const commitQuickly = `set_config('synchronous_commit', 'off', true)`

interface ClaimRow extends Row {
  readonly is_claimed: boolean
  readonly is_same: boolean | null
  readonly result: string | null
}

async function claimKey(
  postgres: Postgres,
  claim: Parameters<IdempotencyStore['claim']>[0],
): Promise<ClaimResult> {
  const rows = await postgres.query<ClaimRow>({
    name: 'admin.idempotency.claim',
    text: `with quick as (select ${commitQuickly}), claimed as (
        insert into admin.idempotency_keys as k
          (tenant_id, key, claim_id, request, locked_until, expires_at)
        select $1, $2, $3, $4, $6, $7 from quick
        on conflict (tenant_id, key) do update
          set claim_id = excluded.claim_id, request = excluded.request, result = null,
            locked_until = excluded.locked_until, expires_at = excluded.expires_at
          where k.expires_at < $5 or (k.result is null and k.locked_until < $5)
        returning true
      )
      select exists (select from claimed) as is_claimed, k.request = $4 as is_same, k.result
      from (values (1)) as one (row)
        left join admin.idempotency_keys k on k.tenant_id = $1 and k.key = $2`,
    values: [
      claim.tenantId,
      claim.key,
      claim.claimId,
      Buffer.from(claim.request),
      new Date(claim.nowMs),
      new Date(claim.lockedUntilMs),
      new Date(claim.expiresAtMs),
    ],
  })
  const row = rows[0]
  if (row?.is_claimed) return { state: 'claimed' }
  // Nothing to see: another call claimed the key while this statement waited for it.
  if (!row || row.is_same === null) return { state: 'underway' }
  if (!row.is_same) return { state: 'different' }
  return row.result === null ? { state: 'underway' } : { state: 'done', result: row.result }
}
