import type { Clock, Timer } from '@kivuko/clock'
import type { InjectOutcome } from '@kivuko/connector'
import type { SendAction, SenderAction } from '@kivuko/stream'

/** A machine of the STREAM package: a sender or a probe. */
export interface StreamMachine<Outcome> {
  next(nowMs: number): SenderAction<Outcome>
  onReply(sequence: number, replyBytes: Uint8Array, nowMs: number): void
  onUncertain(sequence: number): void
}

/** What a machine is run with. */
export interface DriveOptions<Outcome> {
  readonly machine: StreamMachine<Outcome>
  readonly inject: (action: SendAction, done: (outcome: InjectOutcome) => void) => void
  readonly clock: Clock
  /** Called before each step: what it does to the machine counts at once. */
  readonly beforeStep?: () => void
  /** Makes it step at once when aborted. */
  readonly signal?: AbortSignal
  /** Called after the machine was told of a reply and has made its next packets. */
  readonly afterReply?: () => void
}

/**
 * Runs a machine to its end: sends the packets that it makes, tells it what comes of them, and
 * wakes it when it wants to be woken. Rejects with what the machine or `inject` throws.
 */
export function driveMachine<Outcome>(options: DriveOptions<Outcome>): Promise<Outcome> {
  const { promise, resolve, reject } = Promise.withResolvers<Outcome>()
  const drive: Drive<Outcome> = {
    ...options,
    timer: undefined,
    isStepping: false,
    isOver: false,
    resolve,
    reject,
  }
  options.signal?.addEventListener('abort', () => step(drive))
  step(drive)
  return promise
}

interface Drive<Outcome> extends DriveOptions<Outcome> {
  timer: Timer | undefined
  isStepping: boolean
  isOver: boolean
  readonly resolve: (outcome: Outcome) => void
  readonly reject: (error: unknown) => void
}

/** Acts until there is nothing more to do now. Harmless while it runs, and after the end. */
function step<Outcome>(drive: Drive<Outcome>): void {
  if (drive.isStepping || drive.isOver) return
  drive.timer?.cancel()
  drive.isStepping = true
  guarded(drive, () => {
    while (!drive.isOver && act(drive));
  })
  drive.isStepping = false
}

/** One action; false when there is nothing more to do now. */
function act<Outcome>(drive: Drive<Outcome>): boolean {
  const { machine, clock } = drive
  drive.beforeStep?.()
  const action = machine.next(clock.now())
  switch (action.kind) {
    case 'send': {
      const { sequence } = action
      drive.inject(action, (outcome) => guarded(drive, () => told(drive, sequence, outcome)))
      return true
    }
    case 'wait':
      drive.timer = clock.after(Math.max(0, action.untilMs - clock.now()), () => step(drive))
      return false
    case 'done':
      drive.isOver = true
      drive.resolve(action.outcome)
      return false
  }
}

/** What came of a packet; it may come at once, while the machine makes others. */
function told<Outcome>(drive: Drive<Outcome>, sequence: number, outcome: InjectOutcome): void {
  const { machine, clock } = drive
  if (outcome.kind === 'uncertain') machine.onUncertain(sequence)
  else machine.onReply(sequence, outcome.bytes, clock.now())
  if (drive.isStepping || drive.isOver) return
  step(drive)
  if (!drive.isOver) drive.afterReply?.()
}

function guarded<Outcome>(drive: Drive<Outcome>, work: () => void): void {
  try {
    work()
  } catch (error) {
    drive.isOver = true
    drive.timer?.cancel()
    drive.reject(error)
  }
}
