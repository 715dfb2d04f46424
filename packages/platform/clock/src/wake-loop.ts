import type { Clock, Timer } from './clock.ts'

/** What is due but in another process's hands is looked at again after this. */
const idleMsMin = 20

/** Work that is done again whenever it may have become due. */
export interface WakeLoop extends AsyncDisposable {
  /** There may be work now. */
  wake(): void
}

/**
 * Runs `work`, one run at a time: when woken (again after the run, if woken during it), at the time
 * that the last run gave (of `clock.now()`), and at the latest after `idleMsMax`: news may get
 * lost. After each run it rests for `restMs`, so that the next one finds more to do.
 */
export function createWakeLoop(options: {
  clock: Clock
  idleMsMax: number
  /** Left out: no rest. */
  restMs?: number
  /** Gives when it should run again, if it knows. */
  work: () => Promise<number | undefined>
  onError: (error: unknown) => void
}): WakeLoop {
  const { clock, idleMsMax, restMs = 0, work, onError } = options
  let timer: Timer | undefined
  let running: Promise<void> | undefined
  let isWoken = false
  let isClosed = false
  let endedMs = Number.NEGATIVE_INFINITY

  const run = async (): Promise<void> => {
    let nextMs: number | undefined
    do {
      const restLeftMs = endedMs + restMs - clock.monotonicMs()
      if (restLeftMs > 0) await clock.sleep(restLeftMs)
      isWoken = false
      nextMs = await work().catch((error: unknown) => {
        onError(error)
        return undefined
      })
      endedMs = clock.monotonicMs()
    } while (isWoken && !isClosed)
    running = undefined
    if (!isClosed) plan(nextMs)
  }

  const plan = (nextMs: number | undefined): void => {
    const delayMs = nextMs === undefined ? idleMsMax : Math.max(idleMsMin, nextMs - clock.now())
    timer = clock.after(Math.min(delayMs, idleMsMax), start)
  }

  const start = (): void => {
    timer?.cancel()
    running = run()
  }

  start()
  return {
    wake() {
      isWoken = true
      if (running === undefined && !isClosed) start()
    },
    async [Symbol.asyncDispose]() {
      isClosed = true
      timer?.cancel()
      await running
    },
  }
}
