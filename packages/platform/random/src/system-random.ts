import { randomFillSync, randomUUID } from 'node:crypto'
import type { Random } from './random.ts'

/**
 * Asking the system costs a microsecond whatever the amount, so small requests share one question.
 */
const POOL_BYTES = 8_192

/** Larger requests go to the system directly. */
const POOLED_REQUEST_BYTES_MAX = 512

/** The chance of this machine, fit for keys. No byte is handed out twice. */
export const systemRandom: Random = {
  bytes: pooledBytes(),
  uuid: randomUUID,
  fraction: Math.random,
}

function pooledBytes(): (length: number) => Uint8Array {
  const pool = new Uint8Array(POOL_BYTES)
  let used = POOL_BYTES
  return (length) => {
    if (length > POOLED_REQUEST_BYTES_MAX) return randomFillSync(new Uint8Array(length))
    if (used + length > POOL_BYTES) {
      randomFillSync(pool)
      used = 0
    }
    const bytes = pool.slice(used, used + length)
    // A key must not stay behind in memory that its owner cannot clear.
    pool.fill(0, used, used + length)
    used += length
    return bytes
  }
}
