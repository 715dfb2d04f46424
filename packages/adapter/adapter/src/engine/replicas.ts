import type { Clock } from '@kivuko/clock'
import type { Log } from '@kivuko/log'
import type { Entry, SharedCache, SharedOutcome } from '../cache/entry.ts'
import { claimMs, handOverMs } from './engine-limits.ts'
import type { KeyState } from './key-state.ts'

/** Agrees with other replicas who asks the provider for a key, and hands outcomes over. */
export interface Replicas {
  /** Finds out for each key whether it is ours to ask for; what others found is handed over. */
  negotiate(states: readonly KeyState[]): void
  /** Hands over what is kept of a key already, without a claim to it. */
  look(state: KeyState): void
  /** Tells the others what became of a key, if it was ours. */
  settle(state: KeyState, outcome: SharedOutcome): void
  /** Tells the others what was stored without a claim, as a stream's values are: not too often. */
  sharePushed(state: KeyState): void
  /** Gives a claim up without an outcome: nobody needs one any more. */
  release(state: KeyState): void
}

/** What is needed to agree with other replicas. */
export interface ReplicasOptions {
  readonly clock: Clock
  readonly log: Log
  readonly shared: SharedCache | undefined
  /** A value stored later than this, in ms since the epoch, is as good as a new one. */
  readonly seenAtMs: (state: KeyState) => number
  /** These are ours. */
  readonly onOurs: (states: readonly KeyState[]) => void
  /** Another replica found this. */
  readonly onOutcome: (state: KeyState, outcome: SharedOutcome) => void
}

/** Between two looks at a key that another replica has claimed. */
const followPauseMs = 20

/** Values of push sources are told no more often than this, for each key; the last one always. */
const sharePushedMs = 250

/** Without a shared cache, and while it is down, every key is ours. */
export function createReplicas(options: ReplicasOptions): Replicas {
  const { clock, log, onOurs, shared } = options
  const attempt = (work: Promise<void>): void => {
    work.catch((error: unknown) => log.debug('Replicas could not be told', { err: error }))
  }
  const share = (state: KeyState, entry: Entry): void => {
    if (shared?.isUp() === true) attempt(shared.tell(state.key, { entry }))
  }
  const sharePushed = (state: KeyState): void => {
    state.shareTimer = undefined
    if (state.stored === undefined || state.phase === 'gone') return
    state.sharedAtMs = clock.now()
    share(state, state.stored)
  }
  return {
    sharePushed(state) {
      if (shared?.isUp() !== true || state.shareTimer !== undefined) return
      const waitMs = state.sharedAtMs + sharePushedMs - clock.now()
      if (waitMs <= 0) sharePushed(state)
      else state.shareTimer = clock.after(waitMs, () => sharePushed(state))
    },
    negotiate(states) {
      if (shared?.isUp() === true) void negotiate(states, { ...options, shared })
      else onOurs(states)
    },
    look(state) {
      if (shared?.isUp() !== true) return
      const told = shared.get(state.key).then((entry) => {
        if (entry !== undefined) options.onOutcome(state, { entry })
      })
      attempt(told)
    },
    settle(state, outcome) {
      const claimed = takeClaim(state)
      if (claimed !== undefined) attempt(claimed.settle(outcome))
      else if ('entry' in outcome) share(state, outcome.entry)
    },
    release(state) {
      const claimed = takeClaim(state)
      if (claimed === undefined) return
      const entry = state.stored
      // What came in the meantime is as good for the others.
      attempt(entry === undefined ? claimed.extend(1) : claimed.settle({ entry }))
    },
  }
}

type Sharing = ReplicasOptions & { readonly shared: SharedCache }

async function negotiate(states: readonly KeyState[], options: Sharing): Promise<void> {
  const claimed = await Promise.all(states.map((state) => claimKey(state, options)))
  const ours: KeyState[] = []
  for (const [index, state] of states.entries()) {
    if (state.phase !== 'asking') continue
    if (claimed[index] === true) ours.push(state)
    else void follow(state, options)
  }
  options.onOurs(ours)
}

/** Whether the key is ours: claimed, or not to be claimed because the cache is lost. */
async function claimKey(state: KeyState, options: Sharing): Promise<boolean> {
  const { log, shared } = options
  if (!shared.isUp()) return true
  try {
    const got = await shared.claim(state.key, claimMs, options.seenAtMs(state))
    if (got === undefined) return false
    if (state.phase === 'asking') {
      state.claim = got
      renew(state, options)
    } else await got.extend(1)
  } catch (error) {
    log.debug('No claim could be made', { key: state.key, err: error })
  }
  return true
}

/** Until another replica tells, or its claim has ended and is ours. */
async function follow(state: KeyState, options: Sharing): Promise<void> {
  while (state.phase === 'asking') {
    const outcome = await awaitOutcome(state, options)
    if (outcome !== undefined && isAsking(state)) options.onOutcome(state, outcome)
    // Still asking: nobody told, or what was found is too old for somebody here.
    if (!isAsking(state)) return
    if (await claimKey(state, options)) return options.onOurs([state])
    await options.clock.sleep(followPauseMs)
  }
}

/** The phase changes while others are waited for. */
function isAsking({ phase }: KeyState): boolean {
  return phase === 'asking'
}

async function awaitOutcome(
  { key }: KeyState,
  { log, shared }: Sharing,
): Promise<SharedOutcome | undefined> {
  try {
    return await shared.awaitOutcome(key, handOverMs)
  } catch (error) {
    log.debug('No outcome could be awaited', { key, err: error })
    return undefined
  }
}

function renew(state: KeyState, options: { readonly clock: Clock; readonly log: Log }): void {
  const { clock, log } = options
  state.claimTimer = clock.after(claimMs / 3, () => {
    state.claim?.extend(claimMs).catch((error: unknown) => {
      log.debug('A claim could not be kept', { key: state.key, err: error })
    })
    renew(state, options)
  })
}

function takeClaim(state: KeyState): KeyState['claim'] {
  const { claim } = state
  state.claimTimer?.cancel()
  state.claimTimer = undefined
  state.claim = undefined
  return claim
}
