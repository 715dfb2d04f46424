import type { Clock, Timer } from '@kivuko/clock'
import type { Log } from '@kivuko/log'
import type { Random } from '@kivuko/random'
import type { RedisLink } from '../cache/redis-link.ts'
import { createPause, type Pause, retryIn, wholeCost } from './admission.ts'
import { costMaxOf, type LimitWindow, limitWindows, perSecondOf } from './limit-windows.ts'
import type { Admission, Limiter, LimitTerms } from './limiter.ts'
import { readSpendReply, SPEND, type SpendReply } from './limiter-script.ts'
import { createOutageLimits, type OutageLimits } from './outage-limits.ts'
import { slotMsOf } from './sliding-log.ts'

/** What a limiter that replicas share needs. */
export interface RedisLimiterOptions {
  /** Not closed with the limiter. */
  readonly link: RedisLink
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly terms: LimitTerms
  /** Who shares the plan: the same text, the same plan. Not the key to the provider itself. */
  readonly scope: string
}

/**
 * A limiter that tells the others when it stops, so that they have its share again soon. Waits that
 * it said while Redis was away may be over as soon as it is back.
 */
export interface SharedLimiter extends Limiter, AsyncDisposable {
  readonly onRoom: NonNullable<Limiter['onRoom']>
}

/**
 * How often a replica hears from the shared log, if it takes nothing: what it does not know when
 * Redis is lost is no older.
 */
const HEARTBEAT_MS = 5_000

/** A replica that has missed so many heartbeats has no share while Redis is away. */
const REPLICA_GONE_MS = 4 * HEARTBEAT_MS

/** The least for which what belongs to no window is kept. */
const META_MS_MIN = 60_000

/**
 * A limiter whose log is in a Redis, shared by all replicas and outliving them: whatever they do
 * and however often they start, no window ever holds more than the plan allows. While Redis is away
 * each replica goes on within its share (see `createOutageLimits`), and tells what it spent when it
 * is back. What a Redis forgets, the replicas tell it again; what those had spent that are gone by
 * then is lost with it.
 */
export function createRedisLimiter(options: RedisLimiterOptions): SharedLimiter {
  const { link, clock, random, log, terms, scope } = options
  const windows = limitWindows(terms)
  const nowMs = clock.monotonicMs()
  const outage = createOutageLimits({ windows, nowMs, rejoinMs: link.backWithinMs })
  const pause = createPause(clock)
  const replica = random.uuid()
  const roomCalls: (() => void)[] = []
  const shared = { ...options, windows, outage, pause, replica }
  const spend = createSpend(shared)

  const tell = async (): Promise<void> => {
    if (!link.isUp()) return
    try {
      await spend(0, pause.leftMs())
    } catch (error) {
      log.debug('The shared limiter was not told', { err: error })
    }
  }
  link.onDown(() => outage.lose())
  link.onUp(() => {
    void tell().then(() => {
      for (const call of roomCalls) call()
    })
  })
  const heartbeat = beatEvery(clock, () => (windows.length > 0 ? void tell() : undefined))

  return {
    take: createTake({ ...shared, spend }),
    pauseUntil: (atMs) => {
      pause.until(atMs)
      if (pause.leftMs() > 0) void tell()
    },
    onRoom: (call) => {
      roomCalls.push(call)
    },
    perSecondSustained: perSecondOf(windows),
    costMax: costMaxOf(windows),
    [Symbol.asyncDispose]: async () => {
      heartbeat[Symbol.dispose]()
      // Without it the others find out later.
      await link.command(['ZREM', replicasKey(scope), replica]).catch(() => undefined)
    },
  }
}

interface SharedOptions extends RedisLimiterOptions {
  readonly windows: readonly LimitWindow[]
  readonly outage: OutageLimits
  readonly pause: Pause
  readonly replica: string
}

type Spend = (cost: number, pauseMs: number) => Promise<SpendReply>

/**
 * Takes from Redis while it is there, within its bounds while it is not, within both after that.
 */
function createTake(options: SharedOptions & { readonly spend: Spend }): Limiter['take'] {
  const { link, clock, log, outage, pause, spend } = options
  /** Asked of Redis and not answered yet. */
  let underway = 0

  const alone = (cost: number): Admission => {
    outage.lose()
    const spending = { atMs: clock.monotonicMs(), cost }
    const waitMs = outage.waitMs(spending)
    if (waitMs > 0) return retryIn(waitMs)
    outage.record(spending, false)
    return { ok: true }
  }

  /** How long to wait before Redis is asked. */
  const heldMs = (cost: number): number => {
    const atMs = clock.monotonicMs()
    const boundMs = outage.boundForMs(atMs)
    return boundMs > 0 ? Math.min(boundMs, outage.waitMs({ atMs, cost: cost + underway })) : 0
  }

  const together = async (cost: number): Promise<Admission> => {
    underway += cost
    try {
      const { isTaken, waitMs } = await spend(cost, 0)
      if (!isTaken) return retryIn(waitMs)
      outage.record({ atMs: clock.monotonicMs(), cost }, true)
      return { ok: true }
    } finally {
      underway -= cost
    }
  }

  return async (asked) => {
    const cost = wholeCost(asked)
    const pauseMs = pause.leftMs()
    if (pauseMs > 0) return retryIn(pauseMs)
    if (!link.isUp()) return alone(cost)
    const waitMs = heldMs(cost)
    if (waitMs > 0) return retryIn(waitMs)
    try {
      return await together(cost)
    } catch (error) {
      log.debug('The shared limiter did not answer', { err: error })
      return alone(cost)
    }
  }
}

/** Runs the script, which is told what this replica spent, and keeps what it replies. */
function createSpend(options: SharedOptions): Spend {
  const { link, clock, scope, windows, outage, pause, replica } = options
  const listKeys = windows.map(({ windowMs }) => `limit:${scope}:${windowMs}`)
  const names = ['meta', 'replicas', 'pause', `told:${replica}`]
  const keys = [...names.map((name) => `limit:${scope}:${name}`), ...listKeys]
  const metaMs = Math.max(META_MS_MIN, ...windows.map(({ windowMs }) => windowMs + 1_000))

  return async (cost, pauseMs) => {
    try {
      const own = outage.ownAt(clock.monotonicMs())
      const figures = windows.flatMap((window, index) => {
        return [window.windowMs, window.limit, slotMsOf(window), own[index] ?? 0]
      })
      const first = [cost, replica, REPLICA_GONE_MS, metaMs, Math.ceil(pauseMs), outage.alone]
      const args = [...first, ...figures]
      const reply = readSpendReply(await link.script(SPEND, { keys, args }), windows.length)
      outage.hear({ ...reply, atMs: clock.monotonicMs() })
      pause.lengthen(reply.pauseMs)
      return reply
    } catch (error) {
      outage.lose()
      throw error
    }
  }
}

function replicasKey(scope: string): string {
  return `limit:${scope}:replicas`
}

function beatEvery(clock: Clock, beat: () => void): Disposable {
  const next = (): Timer =>
    clock.after(HEARTBEAT_MS, () => {
      timer = next()
      beat()
    })
  let timer = next()
  return { [Symbol.dispose]: () => timer.cancel() }
}
