import { type Clock, createWakeLoop } from '@kivuko/clock'
import type { Log } from '@kivuko/log'
import type { SignatureReplayGuard } from './authentication/signature-replay-guard.ts'
import type { IdempotencyStore } from './idempotency/idempotency-store.ts'

/** How often what has expired is forgotten. Each process does it; it is cheap and harmless. */
const pruneEveryMs = 10_000

/** Forgets used signatures and idempotency keys that have expired, until it is disposed. */
export function startAdminPruning(ports: {
  readonly clock: Clock
  readonly log: Log
  readonly replayGuard: SignatureReplayGuard
  readonly idempotency: IdempotencyStore
}): AsyncDisposable {
  const { clock, log, replayGuard, idempotency } = ports
  return createWakeLoop({
    clock,
    idleMsMax: pruneEveryMs,
    async work() {
      const nowMs = clock.now()
      await Promise.all([replayGuard.prune(nowMs), idempotency.prune(nowMs)])
      return undefined
    },
    onError: (err) => log.error('Old signatures and keys were not forgotten', { err }),
  })
}
