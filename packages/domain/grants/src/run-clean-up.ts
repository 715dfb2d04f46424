import type { Clock } from '@kivuko/clock'
import type { Log } from '@kivuko/log'

/** Time between two clean-ups. */
const cleanUpEveryMs = 60 * 60 * 1000

/**
 * Runs a clean-up now and every hour, until it is disposed of. A failure is logged and tried again.
 */
export function runCleanUp(options: {
  readonly clock: Clock
  readonly log: Log
  readonly cleanUp: (signal: AbortSignal) => Promise<unknown>
}): AsyncDisposable {
  const stop = new AbortController()
  const ended = repeat({ ...options, signal: stop.signal })
  return {
    [Symbol.asyncDispose]: async () => {
      stop.abort()
      await ended
    },
  }
}

async function repeat(options: {
  readonly clock: Clock
  readonly log: Log
  readonly cleanUp: (signal: AbortSignal) => Promise<unknown>
  readonly signal: AbortSignal
}): Promise<void> {
  const { clock, log, cleanUp, signal } = options
  while (!signal.aborted) {
    try {
      await cleanUp(signal)
    } catch (err) {
      log.warn('clean-up of tokens and grants failed', { err })
    }
    await clock.sleep(cleanUpEveryMs, signal).catch(() => undefined)
  }
}
