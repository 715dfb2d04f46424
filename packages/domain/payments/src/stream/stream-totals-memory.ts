import type { Clock } from '@kivuko/clock'
import { type StreamTotals, streamTotalMs } from './stream-totals.ts'

/** Connections that are counted at most; the one that was quiet for longest is forgotten first. */
const connectionsMax = 100_000

/** Counts in memory: for a node of one process. */
export function createMemoryStreamTotals({ clock }: { clock: Clock }): StreamTotals {
  const totals = new Map<string, { readonly total: bigint; readonly untilMs: number }>()
  return {
    async add(connectionId, amount) {
      const nowMs = clock.monotonicMs()
      const known = totals.get(connectionId)
      const before = known !== undefined && nowMs < known.untilMs ? known.total : 0n
      const total = before + amount
      totals.delete(connectionId)
      const [oldest] = totals.keys()
      if (totals.size >= connectionsMax && oldest !== undefined) totals.delete(oldest)
      totals.set(connectionId, { total, untilMs: nowMs + streamTotalMs })
      return total
    },
  }
}
