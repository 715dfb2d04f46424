import type { Fields } from '../definition/field.ts'
import type { Params, PullSource, UpstreamCall, UpstreamResult } from '../engine/source.ts'
import { AdapterError, failureOfThrown } from './adapter-error.ts'
import { type CustomContext, customContext } from './custom-context.ts'
import { bindPush, type PushByHand } from './custom-push.ts'
import { figure, type ResultGuard } from './result-guard.ts'
import { createScrub, type Scrub } from './scrub.ts'
import type { InputOf, SourceContext, SourceDefinition } from './source-definition.ts'
import { createCollection, createTeller, type Out, type Teller } from './tell-outcomes.ts'

/** A source that fetches as it likes. */
export interface PullByHand<P extends Params, E extends Fields> {
  readonly name?: string
  /** The settings that it reads. */
  readonly env?: E
  /** How many parameters one `fetch` is given at most; 1 if left out. */
  readonly batch?: number
  /** What one `fetch` counts against the plan; 1 if left out. */
  readonly cost?: number
  readonly result?: ResultGuard
  /**
   * Tells what it finds out. What it throws is the failure of all that nothing was told of: 500, or
   * an `AdapterError`'s own status. It is given up after `API_TIMEOUT`.
   */
  fetch(covers: readonly P[], out: Out<P>, context: CustomContext<E>): Promise<void> | void
}

/** A source written by hand: `fetch` for one that is asked, `start` for one that tells. */
export function custom<P extends Params, const E extends Fields = Fields>(
  _input: InputOf<P>,
  spec: PullByHand<P, E> | PushByHand<P, E>,
): SourceDefinition<P> {
  const name = spec.name ?? 'custom'
  const env = spec.env ?? {}
  return 'fetch' in spec
    ? { kind: 'pull', name, env, bind: (context) => bindPull(spec, name, context) }
    : { kind: 'push', name, env, bind: (context) => bindPush(spec, name, context) }
}

/**
 * A source that makes its values of other adapters': `context.other('coingecko', { data })` asks
 * one, in this process or at its `PREFIX_ADAPTER_URL`.
 */
export function composite<P extends Params, const E extends Fields = Fields>(
  input: InputOf<P>,
  spec: PullByHand<P, E>,
): SourceDefinition<P> {
  return custom(input, { name: 'composite', ...spec })
}

interface BoundPull<P extends Params, E extends Fields> {
  readonly spec: PullByHand<P, E>
  readonly context: SourceContext
  readonly teller: Teller
  readonly scrub: Scrub
}

function bindPull<P extends Params, E extends Fields>(
  spec: PullByHand<P, E>,
  name: string,
  context: SourceContext,
): PullSource {
  const scrub = createScrub(context.settings)
  const guard = spec.result ?? figure()
  const bound = {
    spec,
    context,
    scrub,
    teller: createTeller({ clock: context.clock, guard, scrub }),
  }
  return {
    kind: 'pull',
    name,
    plan: (wanted) => {
      // The input that the endpoint normalises by is the one that this source was made for.
      const typed = wanted as readonly P[]
      return batches(typed, spec.batch ?? 1).map((covers): UpstreamCall => {
        return { covers, cost: spec.cost ?? 1, run: (signal) => runFetch(bound, covers, signal) }
      })
    },
  }
}

/** Divides a list into lists of at most `size`. */
export function batches<T>(all: readonly T[], size: number): T[][] {
  if (!(size >= 1)) throw new RangeError(`A batch cannot have ${size} members`)
  const count = Math.ceil(all.length / size)
  return Array.from({ length: count }, (_, at) => all.slice(at * size, (at + 1) * size))
}

async function runFetch<P extends Params, E extends Fields>(
  { context, scrub, spec, teller }: BoundPull<P, E>,
  covers: readonly P[],
  stop: AbortSignal,
): Promise<UpstreamResult[]> {
  const { clock, terms } = context
  const providerDataRequestedUnixMs = clock.now()
  const times = () => {
    return { providerDataRequestedUnixMs, providerDataReceivedUnixMs: clock.now() }
  }
  const collection = createCollection(covers, teller)
  const late = new AbortController()
  const timer = clock.after(terms.timeoutMs, () => {
    late.abort(new AdapterError('The provider did not answer in time', { statusCode: 504 }))
  })
  const signal = AbortSignal.any([stop, late.signal])
  try {
    const author = customContext<E>(context, signal)
    await Promise.race([spec.fetch(covers, collection.out, author), aborted(signal)])
    return collection.results(times())
  } catch (error) {
    const thrown = failureOfThrown(signal.aborted ? signal.reason : error, stop.aborted ? 503 : 500)
    return collection.results(times(), { ...thrown, message: scrub(thrown.message) })
  } finally {
    timer.cancel()
    // What still runs is of no use any more.
    late.abort()
  }
}

/** Rejects when the signal is aborted: an author's function may not look at it. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const stop = (): void => reject(signal.reason)
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })
}
