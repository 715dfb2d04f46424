import type { Clock } from '@kivuko/clock'
import type { Random } from '@kivuko/random'
import type { ProviderFailure } from '../outcome.ts'
import type { Entry, HearOutcome, SharedCache, SharedClaim, SharedOutcome } from './entry.ts'
import { createOutcomeWaits } from './outcome-waits.ts'
import { decodeEntry, decodeTold, encodeEntry, parseRecord } from './redis-entry.ts'
import type { RedisLink } from './redis-link.ts'
import { CLAIM, EXTEND, SETTLE_ENTRY, SETTLE_FAILURE, TELL } from './redis-scripts.ts'

/** What a shared cache needs. */
export interface RedisCacheOptions {
  /** Not closed with the cache: a limiter may use it too. */
  readonly link: RedisLink
  readonly clock: Clock
  readonly random: Random
  /** CACHE_KEY_GROUP: outcomes are told to those who have the same one. */
  readonly group: string
  /** For how long a failure answers other replicas too; a second if left out. */
  readonly failureMs?: number
}

/**
 * Long enough for those who asked at the same time, short enough to be no answer to a later one.
 */
const FAILURE_MS = 1_000

/** The source of entries that another program has written. */
const FOREIGN_SOURCE = 'shared'

/**
 * The second level in a Redis. Keys are used as they are, `<group>:<SHA-1>`, so that other programs
 * find the entries; beside them stand `claim:<key>` and `failure:<key>`, for a short time.
 *
 * Waiters are told by pub/sub, and look for themselves from time to time, in case that the message
 * or the claim's holder was lost. What nobody had claimed is told on a channel of its own, which
 * only those hear who listen to everything: readers.
 */
export function createRedisCache(options: RedisCacheOptions): SharedCache {
  const { link, clock, group } = options
  const channel = `outcomes:${group}`
  const unclaimed = `told:${group}`
  const waits = createOutcomeWaits({ clock, look: (key) => look(options, key) })
  const listeners: HearOutcome[] = []
  const heardCalls: (() => void)[] = []
  const tellHeard = (): void => {
    for (const call of heardCalls) call()
  }
  const hear = (message: string): void => {
    const [key, read] = readMessage(message)
    for (const each of listeners) each(key, read)
    waits.tell(key, read)
  }
  link.subscribe(channel, hear)
  link.onDown(() => waits.giveUp())
  return {
    get: (key) => get(options, key),
    tell: (key, outcome) => tell({ ...options, channel: unclaimed }, { key, outcome }),
    listen: (listener, onHeard) => {
      listeners.push(listener)
      heardCalls.push(onHeard)
      // Both channels are subscribed to over one connection, this one last.
      if (listeners.length === 1) link.subscribe(unclaimed, hear, tellHeard)
    },
    claim: (key, ttlMs, seenAtMs) => claim({ ...options, channel }, { key, ttlMs, seenAtMs }),
    awaitOutcome: (key, waitMs) => waits.wait(key, waitMs),
    isUp: () => link.isUp(),
    [Symbol.asyncDispose]: async () => waits.giveUp(),
  }
}

type Reading = Pick<RedisCacheOptions, 'link' | 'clock'>

async function get({ link, clock }: Reading, key: string): Promise<Entry | undefined> {
  const text = await link.command(['GET', key])
  return typeof text === 'string' ? toEntry({ link, clock }, { key, text }) : undefined
}

interface Found {
  readonly key: string
  readonly text: string
}

async function toEntry({ link, clock }: Reading, { key, text }: Found): Promise<Entry | undefined> {
  const decoded = decodeEntry(text)
  if (decoded === undefined) return undefined
  if ('entry' in decoded) return decoded.entry
  // Another program's entry does not say when it was stored; what is left of its time does.
  const left = await link.command(['PTTL', key])
  if (typeof left !== 'number' || left <= 0) return undefined
  const ttlMs = Math.max(decoded.ttlMs ?? left, left)
  const storedAtMs = clock.now() - (ttlMs - left)
  return {
    value: decoded.foreign,
    timestamps: { providerDataReceivedUnixMs: storedAtMs },
    source: FOREIGN_SOURCE,
    storedAtMs,
    ttlMs,
  }
}

/** Redis refuses 0; a value whose time is over is gone in a moment. */
function leftMs({ storedAtMs, ttlMs }: Entry, clock: Clock): number {
  return Math.max(1, Math.ceil(storedAtMs + ttlMs - clock.now()))
}

interface Told {
  readonly key: string
  readonly outcome: SharedOutcome
}

async function tell({ link, clock, channel }: Claiming, { key, outcome }: Told): Promise<void> {
  const isEntry = 'entry' in outcome
  const text = isEntry ? encodeEntry(outcome.entry) : JSON.stringify(outcome.failure)
  const isStored = isEntry && (outcome.entry.value.statusCode ?? 200) === 200
  const ttlMs = isStored ? leftMs(outcome.entry, clock) : ''
  await link.script(TELL, {
    keys: [key],
    args: [channel, isEntry ? 'entry' : 'failure', text, ttlMs],
  })
}

interface Asked {
  readonly key: string
  readonly ttlMs: number
  readonly seenAtMs: number | undefined
}

type Claiming = RedisCacheOptions & { readonly channel: string }

async function claim(options: Claiming, asked: Asked): Promise<SharedClaim | undefined> {
  const { link, random } = options
  const { key, ttlMs, seenAtMs = '' } = asked
  const token = random.uuid()
  const keys = keysOf(key)
  const reply = await link.script(CLAIM, { keys, args: [token, wholeMs(ttlMs), seenAtMs] })
  if (reply !== 1) return undefined
  return {
    extend: async (byMs) => {
      await link.script(EXTEND, { keys, args: [token, wholeMs(byMs)] })
    },
    settle: (outcome) => settle(options, { key, token, outcome }),
  }
}

interface Settled {
  readonly key: string
  readonly token: string
  readonly outcome: SharedOutcome
}

async function settle(options: Claiming, { key, token, outcome }: Settled): Promise<void> {
  const { link, clock, channel, failureMs = FAILURE_MS } = options
  const isEntry = 'entry' in outcome
  const text = isEntry ? encodeEntry(outcome.entry) : JSON.stringify(outcome.failure)
  const ttlMs = isEntry ? leftMs(outcome.entry, clock) : failureMs
  const message = `${key}\n${isEntry ? 'entry' : 'failure'}\n${text}`
  await link.script(isEntry ? SETTLE_ENTRY : SETTLE_FAILURE, {
    keys: keysOf(key),
    args: [token, channel, message, text, ttlMs],
  })
}

function keysOf(key: string): readonly [claim: string, entry: string, failure: string] {
  return [`claim:${key}`, key, `failure:${key}`]
}

function wholeMs(ms: number): number {
  return Math.max(1, Math.ceil(ms))
}

/** What is known of a claim: still open, or what came of it. */
async function look(options: Reading, key: string): Promise<'open' | SharedOutcome | undefined> {
  const found = await options.link.command(['MGET', ...keysOf(key)])
  if (!Array.isArray(found)) return undefined
  const [held, text, told] = found as readonly unknown[]
  if (typeof told === 'string') return readFailure(told)
  if (typeof held === 'string') return 'open'
  if (typeof text !== 'string') return undefined
  const entry = await toEntry(options, { key, text })
  return entry === undefined ? undefined : { entry }
}

/** `<key>\n<kind>\n<text>`; keys have no line breaks but what a group is given by its operator. */
function readMessage(
  message: string,
): readonly [key: string, read: () => SharedOutcome | undefined] {
  const kindAt = message.search(/\n(entry|failure)\n/)
  const textAt = message.indexOf('\n', kindAt + 1) + 1
  // Most messages are of keys that nobody here waits for: they are not read.
  const read = (): SharedOutcome | undefined => {
    const text = message.slice(textAt)
    if (message.startsWith('failure', kindAt + 1)) return readFailure(text)
    const entry = decodeTold(text)
    return entry === undefined ? undefined : { entry }
  }
  return [message.slice(0, Math.max(0, kindAt)), read]
}

function readFailure(text: string): SharedOutcome | undefined {
  const failure = parseRecord(text)
  return failure !== undefined && isFailure(failure) ? { failure } : undefined
}

function isFailure(failure: object): failure is ProviderFailure {
  const { statusCode, message, providerStatusCode, retryAtMs } = failure as Record<string, unknown>
  const isFigure = (figure: unknown): boolean => figure === undefined || typeof figure === 'number'
  const isWhole = typeof statusCode === 'number' && typeof message === 'string'
  return isWhole && isFigure(providerStatusCode) && isFigure(retryAtMs)
}
