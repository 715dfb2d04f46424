import type { RateBoard } from '@kivuko/adapter-rates'
import type { Clock, Timer } from '@kivuko/clock'
import type { Log } from '@kivuko/log'

/** How often a node is asked for its assets, and how soon again after a failure. */
const assetsPollMs = 5_000

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
  /** Whether they are read again and again, because nobody tells when they change. */
  readonly isPolled: boolean
}

/** Reads the assets at once, and from then on. While they cannot be read, the last ones count. */
export function followAssets(options: FollowAssetsOptions): AssetFollower {
  const { clock, isPolled } = options
  const stop = new AbortController()
  const first = Promise.withResolvers<void>()
  const state: State = { failure: undefined, isReading: false, isOutdated: false, timer: undefined }
  const follow = async (): Promise<void> => {
    state.isOutdated = state.isReading
    if (state.isReading) return
    state.isReading = true
    state.timer?.cancel()
    const isRead = await readOnce(options, state, stop.signal)
    state.isReading = false
    if (stop.signal.aborted) return
    first.resolve()
    if (state.isOutdated) void follow()
    else if (isPolled || !isRead) state.timer = clock.after(assetsPollMs, () => void follow())
  }
  void follow()
  return {
    changed: () => void follow(),
    first: first.promise,
    [Symbol.asyncDispose]: async () => {
      stop.abort()
      state.timer?.cancel()
      first.resolve()
    },
  }
}

interface State {
  failure: string | undefined
  isReading: boolean
  isOutdated: boolean
  timer: Timer | undefined
}

async function readOnce(
  { board, log, read }: FollowAssetsOptions,
  state: State,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    const codes = await read(signal)
    if (signal.aborted) return true
    board.setAssets(codes)
    if (state.failure !== undefined) log.info("the node's assets are read again")
    state.failure = undefined
    return true
  } catch (error) {
    const failure = error instanceof Error ? error.message : String(error)
    // Once for each reason: it is tried again every few seconds.
    if (failure !== state.failure && !signal.aborted) {
      log.warn("the node's assets cannot be read", { failure })
    }
    state.failure = failure
    return false
  }
}
