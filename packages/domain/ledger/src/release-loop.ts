import { type Clock, createWakeLoop } from '@kivuko/clock'
import type { Log } from '@kivuko/log'
import type { LedgerStore } from './ledger-store.ts'

/** How often what has expired is released: a withdrawal's time-out is exact to this. */
const releaseEveryMs = 1_000

/**
 * Releases pending transfers and windows whose time is over, for as long as it is open. Any number
 * of processes may do it.
 */
export function releaseExpiredTransfers(options: {
  ledger: Pick<LedgerStore, 'releaseExpired'>
  clock: Clock
  log: Log
}): AsyncDisposable {
  const { ledger, clock, log } = options
  return createWakeLoop({
    clock,
    idleMsMax: releaseEveryMs,
    work: async () => {
      while ((await ledger.releaseExpired(clock.now())) > 0);
      return undefined
    },
    onError: (err) => log.error('expired transfers cannot be released', { err }),
  })
}
