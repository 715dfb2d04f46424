import type { RateBoard } from '@kivuko/adapter-rates'
import { type Clock, createWakeLoop } from '@kivuko/clock'
import type { Log } from '@kivuko/log'

/** How soon assets are read again that could not be read. */
const retryMs = 5_000

/** Keeps a board's assets as they are elsewhere. */
export interface AssetFollower extends AsyncDisposable {
  /** They may be others now. */
  changed(): void
  /** Settles when they were read for the first time, or could not be. */
  readonly first: Promise<void>
}

/** What following needs. */
export interface FollowAssetsOptions {
  readonly clock: Clock
  readonly log: Log
  readonly board: Pick<RateBoard, 'setAssets'>
  /** The codes of all assets. */
  readonly read: (signal: AbortSignal) => Promise<readonly string[]>
  /** How often they are read anew, though nobody has said that they changed. */
  readonly everyMs: number
}

/** Reads the assets at once, and from then on. While they cannot be read, the last ones count. */
export function followAssets(options: FollowAssetsOptions): AssetFollower {
  const { board, clock, everyMs, log, read } = options
  const stop = new AbortController()
  const first = Promise.withResolvers<void>()
  let failure: string | undefined
  const failed = (error: unknown): void => {
    const reason = error instanceof Error ? error.message : String(error)
    // Once for each reason: it is tried again every few seconds.
    const isNews = reason !== failure && !stop.signal.aborted
    if (isNews) log.warn("the node's assets cannot be read", { reason })
    failure = reason
  }
  const loop = createWakeLoop({
    clock,
    idleMsMax: everyMs,
    work: async () => {
      try {
        board.setAssets(await read(stop.signal))
        if (failure !== undefined) log.info("the node's assets are read again")
        failure = undefined
        return undefined
      } catch (error) {
        failed(error)
        return clock.now() + retryMs
      } finally {
        first.resolve()
      }
    },
    onError: failed,
  })
  return {
    changed: () => loop.wake(),
    first: first.promise,
    [Symbol.asyncDispose]: async () => {
      stop.abort()
      await loop[Symbol.asyncDispose]()
    },
  }
}
