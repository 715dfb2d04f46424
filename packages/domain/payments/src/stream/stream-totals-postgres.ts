import type { Clock } from '@kivuko/clock'
import type { Postgres } from '@kivuko/postgres'
import { type StreamTotals, streamTotalMs } from './stream-totals.ts'

/** After so many additions totals that are over are thrown away. */
const cleanEvery = 1_000

/** Counts in the schema `payments`: for a node of several processes. */
export function createPostgresStreamTotals(options: {
  postgres: Postgres
  clock: Clock
}): StreamTotals {
  const { postgres, clock } = options
  let additions = 0
  return {
    async add(connectionId, amount) {
      const now = new Date(clock.now())
      const rows = await postgres.query<{ received: bigint }>({
        name: 'payments.stream-totals.add',
        text: `insert into payments.stream_totals as t (connection_id, received, expires_at)
          values ($1, $2, $3)
          on conflict (connection_id) do update
            set received = excluded.received
                + case when t.expires_at > $4 then t.received else 0 end,
              expires_at = excluded.expires_at
          returning received`,
        values: [connectionId, amount, new Date(clock.now() + streamTotalMs), now],
      })
      additions += 1
      if (additions % cleanEvery === 0) await deleteExpired(postgres, now)
      const [row] = rows
      if (row === undefined) throw new Error('an addition gave no total')
      return row.received
    },
  }
}

async function deleteExpired(postgres: Postgres, now: Date): Promise<void> {
  await postgres.query({
    text: 'delete from payments.stream_totals where expires_at <= $1',
    values: [now],
  })
}
