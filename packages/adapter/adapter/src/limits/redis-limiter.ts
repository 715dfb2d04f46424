import type { Clock } from '@kivuko/clock'
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

/** A limiter that tells the others when it stops, so that they have its share again at once. */
export interface SharedLimiter extends Limiter, AsyncDisposable {}

/** A replica that has taken nothing for so long has no share while Redis is away. */
const REPLICA_GONE_MS = 600_000

/** The least for which what belongs to no window is kept. */
const META_MS_MIN = 60_000

/**
 * A limiter whose log is in a Redis, shared by all replicas and outliving them: whatever they do
 * and however often they start, no window ever holds more than the plan allows. While Redis is away
 * each replica goes on within its share (see `OutageLimits`), and tells what it spent when it is
 * back.
 */
export function createRedisLimiter(options: RedisLimiterOptions): SharedLimiter {
  const { link, clock, random, log, terms, scope } = options
  const windows = limitWindows(terms)
  const outage = createOutageLimits(windows)
  const pause = createPause(clock)
  const replica = random.uuid()
  const spend = createSpend({ ...options, windows, outage, pause, replica })

  const takeAlone = (cost: number): Admission => {
    const spending = { atMs: clock.monotonicMs(), cost }
    const waitMs = Math.max(pause.leftMs(), outage.waitMs(spending))
    if (waitMs > 0) return retryIn(waitMs)
    outage.record(spending, false)
    return { ok: true }
  }

  const take = async (asked: number): Promise<Admission> => {
    const cost = wholeCost(asked)
    const pauseMs = pause.leftMs()
    if (pauseMs > 0) return retryIn(pauseMs)
    if (!link.isUp()) return takeAlone(cost)
    try {
      const { isTaken, waitMs } = await spend(cost, 0)
      if (!isTaken) return retryIn(waitMs)
      outage.record({ atMs: clock.monotonicMs(), cost }, true)
      return { ok: true }
    } catch (error) {
      log.debug('The shared limiter did not answer', { err: error })
      return takeAlone(cost)
    }
  }

  const tell = (): void => {
    if (!link.isUp()) return
    spend(0, pause.leftMs()).catch((error: unknown) => {
      log.debug('The shared limiter was not told', { err: error })
    })
  }
  link.onUp(tell)

  return {
    take,
    pauseUntil: (atMs) => {
      pause.until(atMs)
      if (pause.leftMs() > 0) tell()
    },
    perSecondSustained: perSecondOf(windows),
    costMax: costMaxOf(windows),
    [Symbol.asyncDispose]: async () => {
      // Without it the others find out later.
      await link.command(['ZREM', replicasKey(scope), replica]).catch(() => undefined)
    },
  }
}

interface SpendOptions extends RedisLimiterOptions {
  readonly windows: readonly LimitWindow[]
  readonly outage: OutageLimits
  readonly pause: Pause
  readonly replica: string
}

type Spend = (cost: number, pauseMs: number) => Promise<SpendReply>

/** Runs the script, tells it what it was not told, and keeps what it replies. */
function createSpend(options: SpendOptions): Spend {
  const { link, clock, random, scope, windows, outage, pause, replica } = options
  const listKeys = windows.map(({ windowMs }) => `limit:${scope}:${windowMs}`)
  const keys = [`limit:${scope}:meta`, replicasKey(scope), `limit:${scope}:pause`, ...listKeys]
  const metaMs = Math.max(META_MS_MIN, ...windows.map(({ windowMs }) => windowMs + 1_000))
  let epoch = ''

  return async (cost, pauseMs) => {
    const sentAtMs = clock.monotonicMs()
    const untold = outage.takeUntold(sentAtMs)
    const own = outage.ownAt(sentAtMs)
    const figures = windows.flatMap((window, index) => {
      const { windowMs, limit } = window
      return [windowMs, limit, slotMsOf(window), untold[index] ?? 0, own[index] ?? 0]
    })
    const first = [cost, replica, REPLICA_GONE_MS, epoch, random.uuid(), metaMs]
    try {
      const args = [...first, Math.ceil(pauseMs), ...figures]
      const reply = readSpendReply(await link.script(SPEND, { keys, args }), windows.length)
      epoch = reply.epoch
      outage.hear({ atMs: clock.monotonicMs(), spent: reply.spent, replicas: reply.replicas })
      pause.until(clock.now() + reply.pauseMs)
      return reply
    } catch (error) {
      outage.putBack(untold, sentAtMs)
      throw error
    }
  }
}

function replicasKey(scope: string): string {
  return `limit:${scope}:replicas`
}
