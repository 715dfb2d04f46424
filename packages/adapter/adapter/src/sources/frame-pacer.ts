import type { Clock, Timer } from '@kivuko/clock'

/** Sends frames one after the other, not faster than a provider takes them. */
export interface FramePacer<Frame> {
  push(frame: Frame): void
  /** Forgets what was not sent. */
  stop(): void
}

/** Without a rate everything is sent at once. */
export function createFramePacer<Frame>(options: {
  readonly clock: Clock
  readonly perSecond: number | undefined
  readonly send: (frame: Frame) => void
}): FramePacer<Frame> {
  const { clock, perSecond, send } = options
  if (perSecond === undefined) return { push: send, stop: () => undefined }
  const spacingMs = 1_000 / perSecond
  let waiting: Frame[] = []
  let nextMs = 0
  let timer: Timer | undefined
  const pump = (): void => {
    timer = undefined
    const waitMs = nextMs - clock.monotonicMs()
    if (waitMs <= 0) {
      const frame = waiting.shift()
      if (frame === undefined) return
      nextMs = clock.monotonicMs() + spacingMs
      send(frame)
    }
    if (waiting.length > 0) timer = clock.after(Math.max(waitMs, spacingMs), pump)
  }
  return {
    push: (frame) => {
      waiting.push(frame)
      if (timer === undefined) pump()
    },
    stop: () => {
      waiting = []
      timer?.cancel()
    },
  }
}
