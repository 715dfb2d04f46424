import type { Clock } from '@kivuko/clock'
import type { Log } from '@kivuko/log'

/** What a shutdown needs. */
export interface ShutdownOptions {
  readonly log: Log
  readonly clock: Clock
  /** Time for everything together to stop. */
  readonly graceMs: number
  /** Ends the process; `process.exit` if left out. */
  readonly exit?: (code: number) => void
}

/**
 * The things of a process that must be stopped, in the reverse of the order they were started in.
 */
export interface Shutdown {
  /** `name` is for the log. */
  register(name: string, resource: AsyncDisposable): void
  /**
   * Stops everything, one after the other, the last registered first. A thing that fails to stop is
   * logged and does not keep the others from stopping. Resolves with whether all stopped well and
   * in time. Idempotent.
   */
  stop(): Promise<boolean>
  /**
   * For SIGTERM and SIGINT: the first stops everything and exits (0 if all went well); a second
   * exits 1 at once.
   */
  onSignal(signal: string): void
}

/** A shutdown with nothing registered yet. */
export function createShutdown(options: ShutdownOptions): Shutdown {
  const { log, exit = process.exit } = options
  const resources: (readonly [string, AsyncDisposable])[] = []
  let stopping: Promise<boolean> | undefined
  let signalled = false

  const stop = (): Promise<boolean> => {
    stopping ??= stopWithin(resources, options)
    return stopping
  }

  return {
    register: (name, resource) => {
      resources.push([name, resource])
    },
    stop,
    onSignal: (signal) => {
      if (signalled) {
        log.warn('Stopped by a second signal', { signal })
        exit(1)
        return
      }
      signalled = true
      log.info('Stopping', { signal })
      void stop().then((well) => exit(well ? 0 : 1))
    },
  }
}

function stopWithin(
  resources: readonly (readonly [string, AsyncDisposable])[],
  { log, clock, graceMs }: ShutdownOptions,
): Promise<boolean> {
  return new Promise((resolve) => {
    let waitingFor = ''
    const timer = clock.after(graceMs, () => {
      log.error('Not stopped in time', { waitingFor, graceMs })
      resolve(false)
    })
    const onNext = (name: string): void => {
      waitingFor = name
    }
    void stopInReverse(resources, log, onNext).then((well) => {
      timer.cancel()
      resolve(well)
    })
  })
}

async function stopInReverse(
  resources: readonly (readonly [string, AsyncDisposable])[],
  log: Log,
  onNext: (name: string) => void,
): Promise<boolean> {
  let well = true
  for (const [name, resource] of resources.toReversed()) {
    onNext(name)
    try {
      await resource[Symbol.asyncDispose]()
      log.debug('Stopped', { part: name })
    } catch (err) {
      well = false
      log.error('Failed to stop', { part: name, err })
    }
  }
  return well
}
