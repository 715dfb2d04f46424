import type { Fields } from '../definition/field.ts'
import type { Params, PushSource, RunningPush } from '../engine/source.ts'
import { type CustomContext, customContext } from './custom-context.ts'
import type { ProviderFailure } from '../outcome.ts'
import { figure, type ResultGuard } from './result-guard.ts'
import { createScrub } from './scrub.ts'
import type { SourceContext } from './source-definition.ts'
import { createStreamOut } from './stream-out.ts'
import type { StreamOut } from './socket-spec.ts'
import { createSubscriptions } from './subscriptions.ts'
import { createTeller } from './tell-outcomes.ts'

/** How a stream written by hand tells. */
export type CustomOut<P> = Omit<StreamOut<P>, 'send'>

/** A source that tells by itself, as it likes. */
export interface PushByHand<P extends Params, E extends Fields> {
  readonly name?: string
  /** The settings that it reads. */
  readonly env?: E
  readonly result?: ResultGuard
  /** Starts it. `out` may be told at any time until it is disposed of. */
  start(out: CustomOut<P>, context: PushContext<E>): PushAtWork<P>
}

/** A hand-written stream at work. */
export interface PushAtWork<P extends Params> extends AsyncDisposable {
  /** Everything that is wanted from now on. */
  setWanted(wanted: readonly P[]): void
  /** Whether values can be expected now; while something was told of them if left out. */
  isLive?(params: P): boolean
}

/** What a stream written by hand works with; its signal ends with it. */
export interface PushContext<E extends Fields> extends CustomContext<E> {
  /** Nothing comes, for this reason; undefined when all is well again. */
  setFailure(failure: ProviderFailure | undefined): void
}

/** The source of one endpoint. */
export function bindPush<P extends Params, E extends Fields>(
  spec: PushByHand<P, E>,
  name: string,
  context: SourceContext,
): PushSource {
  const { socketSubscriptionMs } = context.terms
  return {
    kind: 'push',
    name,
    subscriptionMs: socketSubscriptionMs,
    ttlMs: socketSubscriptionMs,
    start: (...heard) => startPush(spec, context, heard),
  }
}

function startPush<P extends Params, E extends Fields>(
  spec: PushByHand<P, E>,
  context: SourceContext,
  [hear, changed]: Parameters<PushSource['start']>,
): RunningPush {
  const { clock, settings, terms } = context
  const stop = new AbortController()
  const { unresponsiveMs } = terms
  const subscriptions = createSubscriptions<P>({ clock, unresponsiveMs })
  const teller = createTeller({
    clock,
    guard: spec.result ?? figure(),
    scrub: createScrub(settings),
  })
  const out = createStreamOut({
    clock,
    subscriptions,
    teller,
    hear: (result) => {
      if (!stop.signal.aborted) hear(result)
    },
    establishedMs: clock.now(),
    send: () => undefined,
  })
  let failure: ProviderFailure | undefined
  const setFailure = (told: ProviderFailure | undefined): void => {
    failure = told
    if (!stop.signal.aborted) changed()
  }
  const atWork = spec.start(out, { ...customContext<E>(context, stop.signal), setFailure })
  return {
    setWanted: (wanted) => {
      // The input that the endpoint normalises by is the one that this source was made for.
      const typed = wanted as readonly P[]
      subscriptions.setWanted(typed)
      atWork.setWanted(typed)
    },
    isLive: (params) => atWork.isLive?.(params as P) ?? subscriptions.isLive(params),
    failure: () => failure,
    [Symbol.asyncDispose]: async () => {
      stop.abort()
      await atWork[Symbol.asyncDispose]()
    },
  }
}
