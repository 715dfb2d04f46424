import type { Clock } from '@kivuko/clock'

/**
 * Resolves at the first Ctrl-C (or SIGTERM, or when the terminal is closed). A further one calls
 * `onImpatient`: whoever waits does not want to wait any longer.
 */
export function listenForInterrupt(clock: Clock, onImpatient: () => void): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let firstMs: number | undefined
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        const nowMs = clock.monotonicMs()
        firstMs ??= nowMs
        if (nowMs - firstMs > echoMs) onImpatient()
        else resolve(signal)
      })
    }
  })
}

/** Under npm one Ctrl-C arrives twice: from the terminal, and passed on. */
const echoMs = 300
