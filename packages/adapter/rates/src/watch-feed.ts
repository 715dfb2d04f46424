import type { AskAdapter, AskOther, OtherAnswer } from '@kivuko/adapter'
import type { Clock, Timer } from '@kivuko/clock'
import type { Log } from '@kivuko/log'
import type { Quote } from './price-market.ts'
import type { FeedConfig } from './rates-config.ts'
import { compare, readPrice } from './ratio.ts'
import { staleAt, type WeeklyClosure } from './weekly-closure.ts'

/** One adapter's price of one market, asked for again and again. */
export interface Feed extends AsyncDisposable {
  readonly market: string
  readonly adapter: string
  readonly endpoint: string | undefined
  /** The last that it said; it may be stale. */
  readonly quote: Quote | undefined
  /** Settles when it has told its first price, and when it is closed. */
  readonly priced: Promise<void>
}

/** What watching needs. */
export interface FeedOptions {
  readonly clock: Clock
  readonly log: Log
  readonly ask: AskAdapter
  readonly market: string
  readonly config: FeedConfig
  readonly terms: FeedTerms
  /** The quote is another one now, or the first. */
  readonly changed: (isFirst: boolean) => void
}

/** How often adapters are asked, and how old their prices may be. */
export interface FeedTerms {
  readonly refreshMs: number
  /** Where the feed has none of its own. */
  readonly maxAgeMs: number
  /** When the market is closed: prices are not older for it. */
  readonly closures: readonly WeeklyClosure[]
}

/**
 * Asks for a price at once and from then on `refreshMs` after each answer: what is asked for is
 * kept warm by the adapter. An adapter in this process tells besides what moves in between. A price
 * that is lost stays until it is stale.
 */
export function watchFeed(options: FeedOptions): Feed {
  const { ask, clock, config, market, terms } = options
  const stop = new AbortController()
  const first = Promise.withResolvers<void>()
  const state: State = { quote: undefined, failure: undefined, timer: undefined }
  const request = priceAsk(market, config)
  const hear = (answer: OtherAnswer): void => {
    take(options, state, answer)
    if (state.quote !== undefined) first.resolve()
  }
  const turn = async (): Promise<void> => {
    const answer = await askSafely(options, request, stop.signal)
    if (stop.signal.aborted) return
    hear(answer)
    state.timer = clock.after(terms.refreshMs, () => void turn())
  }
  const unwatch = ask.watch?.(request, (value) => hear({ value }))
  void turn()
  return {
    market,
    adapter: config.adapter,
    endpoint: config.endpoint,
    get quote() {
      return state.quote
    },
    priced: first.promise,
    [Symbol.asyncDispose]: async () => {
      stop.abort()
      unwatch?.()
      state.timer?.cancel()
      first.resolve()
    },
  }
}

interface State {
  quote: Quote | undefined
  failure: string | undefined
  timer: Timer | undefined
}

function priceAsk(market: string, { data, endpoint }: FeedConfig): AskOther {
  const [base, quote] = market.split('/')
  return { ...(endpoint === undefined ? {} : { endpoint }), data: { base, quote, ...data } }
}

async function askSafely(
  { ask, log, market, config }: FeedOptions,
  request: AskOther,
  signal: AbortSignal,
): Promise<OtherAnswer> {
  try {
    return await ask(request, signal)
  } catch (error) {
    if (!signal.aborted)
      log.error('an adapter threw', { market, adapter: config.adapter, err: error })
    return { failure: { statusCode: 500, message: 'the adapter threw' } }
  }
}

function take(options: FeedOptions, state: State, answer: OtherAnswer): void {
  const { log, market, config, terms } = options
  const of = { market, adapter: config.adapter }
  const read = readAnswer(answer, options.clock.now())
  if ('failure' in read) {
    // Once for each reason: it is asked every second.
    if (read.failure !== state.failure) log.warn('no price from an adapter', { ...of, ...read })
    state.failure = read.failure
    return
  }
  if (state.failure !== undefined) log.info('an adapter has prices again', of)
  state.failure = undefined
  const { price, atMs } = read
  // Replicas behind one address may answer in another order than their provider told them.
  if (state.quote !== undefined && atMs < state.quote.atMs) return
  if (state.quote?.atMs === atMs && compare(state.quote.price, price) === 0) return
  const staleAtMs = staleAt(atMs, config.maxAgeMs ?? terms.maxAgeMs, terms.closures)
  const isFirst = state.quote === undefined
  state.quote = { adapter: config.adapter, price, atMs, staleAtMs }
  options.changed(isFirst)
}

/** A price is from when its provider says, or else from when it came. */
function readAnswer(answer: OtherAnswer, nowMs: number) {
  if ('failure' in answer) return { failure: answer.failure.message }
  const { at, receivedAt, result } = answer.value
  const price = readPrice(result)
  if (price === undefined) return { failure: 'what it answered is no price' }
  return { price, atMs: at ?? receivedAt ?? nowMs }
}
