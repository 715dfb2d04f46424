import type { Row } from '@kivuko/postgres'
import type { HeldGrantRecord, HeldGrantStore } from './held-grant-store.ts'

interface HeldGrantRow extends Row {
  readonly id: string
  readonly auth_server: string
  readonly sealed_token: Buffer
  readonly manage_url: string
  readonly expires_at: Date | null
}

/**
 * Keeps held grants in the schema `payments`. A token that was replaced is found by its old manage
 * URL no more.
 */
export function createPostgresHeldGrantStore(): HeldGrantStore {
  return {
    async read(queries, authServer) {
      const rows = await queries.query<HeldGrantRow>({
        name: 'payments.held-grants.read',
        text: `select id, auth_server, sealed_token, manage_url, expires_at
          from payments.held_grants where auth_server = $1 order by created_at desc limit 1`,
        values: [authServer],
      })
      return rows[0] && toRecord(rows[0])
    },
    async insert(queries, record) {
      await queries.query({
        text: `insert into payments.held_grants
            (id, auth_server, sealed_token, manage_url, expires_at, created_at)
          values ($1, $2, $3, $4, $5, $6)`,
        values: [
          record.id,
          record.authServer,
          Buffer.from(record.sealedToken),
          record.manageUrl,
          dateOrNull(record.expiresAtMs),
          new Date(record.nowMs),
        ],
      })
    },
    async replaceToken(queries, { from, to }) {
      const rows = await queries.query({
        text: `update payments.held_grants set sealed_token = $3, manage_url = $4, expires_at = $5
          where id = $1 and manage_url = $2 returning id`,
        values: [
          from.id,
          from.manageUrl,
          Buffer.from(to.sealedToken),
          to.manageUrl,
          dateOrNull(to.expiresAtMs),
        ],
      })
      return rows.length > 0
    },
    async delete(queries, record) {
      await queries.query({
        text: 'delete from payments.held_grants where id = $1 and manage_url = $2',
        values: [record.id, record.manageUrl],
      })
    },
  }
}

function toRecord(row: HeldGrantRow): HeldGrantRecord {
  return {
    id: row.id,
    authServer: row.auth_server,
    sealedToken: row.sealed_token,
    manageUrl: row.manage_url,
    ...(row.expires_at !== null && { expiresAtMs: row.expires_at.getTime() }),
  }
}

function dateOrNull(timeMs: number | undefined): Date | null {
  return timeMs === undefined ? null : new Date(timeMs)
}
