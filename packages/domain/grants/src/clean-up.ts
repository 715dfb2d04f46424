import type { GrantParts } from './grant-settings.ts'

/** Rows that one statement deletes: short enough to be in nobody's way. */
const cleanUpBatchMax = 1000

/** Statements of one clean-up; what is left is for the next. */
const cleanUpBatchesMax = 1000

const dayMs = 24 * 60 * 60 * 1000

/**
 * Deletes tokens that expired longer ago than they are kept, and then grants as old that have no
 * token left and were never agreed to by a user. Safe to run in several processes at once.
 */
export async function cleanUp(
  { store, clock, settings, events }: GrantParts,
  signal?: AbortSignal,
): Promise<{ readonly tokens: number; readonly grants: number }> {
  const limitMs = clock.now() - settings.accessTokenDeletionDays * dayMs
  const limit = cleanUpBatchMax
  const tokens = await inBatches(
    () => store.deleteTokens({ expiredBeforeMs: limitMs, limit }),
    signal,
  )
  const grants = await inBatches(() => store.deleteGrants({ madeBeforeMs: limitMs, limit }), signal)
  const deleted = { tokens, grants }
  events.cleanedUp(deleted)
  return deleted
}

async function inBatches(
  deleteBatch: () => Promise<number>,
  signal: AbortSignal | undefined,
): Promise<number> {
  let total = 0
  for (let batch = 0; batch < cleanUpBatchesMax; batch++) {
    if (signal?.aborted) break
    const deleted = await deleteBatch()
    total += deleted
    if (deleted < cleanUpBatchMax) break
  }
  return total
}
