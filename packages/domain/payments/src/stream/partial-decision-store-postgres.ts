import type { PartialDecisionStore } from './partial-decision-store.ts'

/** Packets are forgotten after this: none lives longer than half a minute. */
const keptMs = 600_000

/** Keeps partial decisions in the schema `payments`. */
export function createPostgresPartialDecisionStore(): PartialDecisionStore {
  return {
    async insert(tx, { partialId, paymentId, nowMs }) {
      await tx.query({
        name: 'payments.partials.insert',
        text: `with old as (delete from payments.partial_decisions where created_at < $4)
          insert into payments.partial_decisions (id, incoming_payment_id, created_at)
          values ($1, $2, $3)`,
        values: [partialId, paymentId, new Date(nowMs), new Date(nowMs - keptMs)],
      })
    },
    async read(queries, partialId) {
      const rows = await queries.query<{ approved: boolean; reason: string | null }>({
        name: 'payments.partials.read',
        text: `select approved, reason from payments.partial_decisions
          where id = $1 and approved is not null`,
        values: [partialId],
      })
      const [row] = rows
      if (row === undefined) return undefined
      return { approved: row.approved, ...(row.reason !== null && { reason: row.reason }) }
    },
    async decide(queries, { partialId, paymentId, approved, reason }) {
      const rows = await queries.query({
        text: `update payments.partial_decisions set approved = $3, reason = $4
          where id = $1 and incoming_payment_id = $2 and approved is null returning id`,
        values: [partialId, paymentId, approved, reason ?? null],
      })
      return rows.length > 0
    },
  }
}
