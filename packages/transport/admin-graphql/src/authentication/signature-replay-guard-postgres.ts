import type { Postgres } from '@kivuko/postgres'
import type { SignatureReplayGuard } from './signature-replay-guard.ts'

/** Rows forgotten at once: more than come in between two times. */
const pruneRowsMax = 50_000

/**
 * Keeps used signatures in the schema `admin`. The table is unlogged: nothing is written to the log
 * of the database and nobody waits for the disk. A crash of the database empties it.
 */
export function createPostgresReplayGuard({
  postgres,
}: {
  readonly postgres: Postgres
}): SignatureReplayGuard {
  return {
    async firstUse({ tenantId, key, expiresAtMs }) {
      const rows = await postgres.query({
        name: 'admin.first-use',
        text: `insert into admin.used_signatures (tenant_id, key, expires_at) values ($1, $2, $3)
          on conflict do nothing returning true as is_first`,
        values: [tenantId, key, new Date(expiresAtMs)],
      })
      return rows.length > 0
    },
    async prune(nowMs) {
      await postgres.query({
        text: `delete from admin.used_signatures where ctid = any (array (
          select ctid from admin.used_signatures where expires_at < $1
          limit $2 for update skip locked
        ))`,
        values: [new Date(nowMs), pruneRowsMax],
      })
    },
  }
}
