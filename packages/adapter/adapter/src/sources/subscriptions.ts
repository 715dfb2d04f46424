import type { Clock } from '@kivuko/clock'
import type { Params } from '../engine/source.ts'
import { paramsKey } from './params-key.ts'

/** One thing that is wanted of a stream. Its times are monotonic. */
export interface Subscription<P extends Params = Params> {
  readonly key: string
  readonly params: P
  /** What the provider calls it. */
  readonly topic: string | undefined
  /** Since when the provider knows of it. */
  joinedMs: number | undefined
  /** When something was told of it last. */
  heardMs: number | undefined
}

/** What has changed. */
export interface WantedChange<P extends Params> {
  readonly added: readonly Subscription<P>[]
  readonly removed: readonly Subscription<P>[]
}

/** Everything that is wanted of one stream, and when it was last heard of. */
export interface Subscriptions<P extends Params> {
  setWanted(wanted: readonly P[]): WantedChange<P>
  all(): Iterable<Subscription<P>>
  readonly size: number
  /** By its parameters, or by its topic. */
  find(subject: P | string): Subscription<P> | undefined
  /** Notes that something was told of it. */
  heard(subscription: Subscription<P>): void
  /** Whether something was told of it not long ago. */
  isLive(params: Params): boolean
  /** Whether it should have been heard of by now, and was not. */
  isSilent(subscription: Subscription<P>): boolean
  /** Nobody knows of any of them any more. */
  forgetJoined(): void
}

/** Nothing is wanted yet. */
export function createSubscriptions<P extends Params>(options: {
  readonly clock: Clock
  /** Silent for longer: not alive. */
  readonly unresponsiveMs: number
  readonly topicOf?: ((params: P) => string) | undefined
}): Subscriptions<P> {
  const { clock, topicOf, unresponsiveMs } = options
  const byKey = new Map<string, Subscription<P>>()
  const byTopic = new Map<string, Subscription<P>>()
  const keyOf = createKeyMemory()

  const add = (key: string, params: P): Subscription<P> => {
    const topic = topicOf?.(params)
    const made = { key, params, topic, joinedMs: undefined, heardMs: undefined }
    byKey.set(key, made)
    if (topic !== undefined) byTopic.set(topic, made)
    return made
  }
  const remove = (subscription: Subscription<P>): void => {
    const { key, topic } = subscription
    byKey.delete(key)
    if (topic !== undefined && byTopic.get(topic) === subscription) byTopic.delete(topic)
  }
  const isRecent = (ms: number | undefined): boolean => {
    return ms !== undefined && clock.monotonicMs() - ms <= unresponsiveMs
  }

  return {
    setWanted: (wanted) => {
      const keys = new Map(wanted.map((params) => [keyOf(params), params]))
      const removed = [...byKey.values()].filter(({ key }) => !keys.has(key))
      removed.forEach(remove)
      const added: Subscription<P>[] = []
      for (const [key, params] of keys) if (!byKey.has(key)) added.push(add(key, params))
      return { added, removed }
    },
    all: () => byKey.values(),
    get size() {
      return byKey.size
    },
    find: (subject) => {
      return typeof subject === 'string' ? byTopic.get(subject) : byKey.get(keyOf(subject))
    },
    heard: (subscription) => {
      subscription.heardMs = clock.monotonicMs()
    },
    isLive: (params) => isRecent(byKey.get(keyOf(params))?.heardMs),
    isSilent: ({ heardMs, joinedMs }) => {
      return joinedMs !== undefined && !isRecent(joinedMs) && !isRecent(heardMs)
    },
    forgetJoined: () => {
      for (const subscription of byKey.values()) subscription.joinedMs = undefined
    },
  }
}

/** The same objects come again and again. */
function createKeyMemory(): (params: Params) => string {
  const known = new WeakMap<Params, string>()
  return (params) => {
    const key = known.get(params)
    if (key !== undefined) return key
    const made = paramsKey(params)
    known.set(params, made)
    return made
  }
}
