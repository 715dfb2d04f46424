import type { Clock, Timer } from '@kivuko/clock'
import type { Log } from '@kivuko/log'
import { decodeNoted, decodeWanted, encodeNoted, encodeWanted } from './noted-key.ts'
import { type RedisLink, redisScript } from './redis-link.ts'
import type { NotedKey, WantedList } from './wanted-list.ts'

/** What a list in a Redis needs. */
export interface RedisWantedListOptions {
  /** Not closed with the list. */
  readonly link: RedisLink
  readonly clock: Clock
  readonly log: Log
  /** Who shares it: the same text, the same list. Adapters of one group each have their own. */
  readonly scope: string
  /** Keys that nobody has noted for so long are off the list. */
  readonly keptMs: number
  /** Beyond it, those that were not asked for the longest are. */
  readonly keysMax: number
}

/** A follower says so often that it is there … */
const PRESENT_EVERY_MS = 3_000
/** … and counts as gone when it has not for so long. */
const PRESENT_MS = 10_000
/** Members that are read at a time. */
const READ_AT_ONCE = 500

/**
 * Keys: the list, whoever follows. Arguments: for how long members stay, how many, the channel,
 * what is told on it, then the members. The server's own clock orders them: those of replicas
 * differ. Reply: whether anybody follows.
 */
const NOTE = redisScript(`
if redis.replicate_commands then redis.replicate_commands() end
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
for at = 5, #ARGV do redis.call('ZADD', KEYS[1], string.format('%.0f', now), ARGV[at]) end
if #ARGV > 4 then
  local gone = string.format('%.0f', now - tonumber(ARGV[1]))
  redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', gone)
  redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -tonumber(ARGV[2]) - 1)
  redis.call('PEXPIRE', KEYS[1], ARGV[1])
  redis.call('PUBLISH', ARGV[3], ARGV[4])
end
return redis.call('EXISTS', KEYS[2])
`)

/**
 * A sorted set `wanted:<scope>` of what was asked for, by when it last was; what is noted is told
 * on a channel of the same name, and `writer:<scope>` is there while anybody follows.
 */
export function createRedisWantedList(options: RedisWantedListOptions): WantedList {
  const { link, clock, keptMs, keysMax, scope } = options
  const list = `wanted:${scope}`
  const presence = `writer:${scope}`
  let timer: Timer | undefined
  let isClosed = false

  const bePresent = (): void => {
    timer?.cancel()
    timer = clock.after(PRESENT_EVERY_MS, bePresent)
    const present = ['SET', presence, '1', 'PX', String(PRESENT_MS)]
    // While there is no connection nobody is told anything.
    link.command(present).catch(() => undefined)
  }

  return {
    note: async (keys) => {
      const members = keys.map(({ wanted }) => encodeWanted(wanted))
      const args = [keptMs, keysMax, list, encodeNoted(keys), ...members]
      return (await link.script(NOTE, { keys: [list, presence], args })) === 1
    },
    follow: (hear) => {
      const hearMessage = (message: string): void => {
        if (!isClosed) for (const noted of decodeNoted(message)) hear(noted, 0)
      }
      const read = (): void => {
        void readAll({ ...options, list, isClosed: () => isClosed, hear })
      }
      // It is read over another connection than it is heard on: whichever is there last.
      link.subscribe(list, hearMessage, read)
      link.onUp(() => {
        if (isClosed) return
        bePresent()
        read()
      })
    },
    [Symbol.asyncDispose]: async () => {
      isClosed = true
      timer?.cancel()
    },
  }
}

interface ReadOptions extends RedisWantedListOptions {
  readonly list: string
  readonly isClosed: () => boolean
  readonly hear: (noted: NotedKey, agoMs: number) => void
}

/** What was noted before, and while there was no connection. */
async function readAll(options: ReadOptions): Promise<void> {
  const { clock, hear, isClosed, link, list, log } = options
  try {
    const nowMs = timeOf(await link.command(['TIME']))
    for (let cursor: string | undefined = '0'; cursor !== undefined && !isClosed(); ) {
      const count = String(READ_AT_ONCE)
      const page = pageOf(await link.command(['ZSCAN', list, cursor, 'COUNT', count]))
      for (const [member, score] of page.members) {
        const wanted = decodeWanted(member)
        if (wanted !== undefined) hear({ wanted, asked: 0 }, Math.max(0, nowMs - score))
      }
      cursor = page.cursor === '0' ? undefined : page.cursor
      // Others have a turn between two pages.
      await clock.sleep(1)
    }
  } catch (error) {
    log.debug('The list of what is wanted could not be read', { err: error })
  }
}

function timeOf(reply: unknown): number {
  const [seconds, microseconds] = Array.isArray(reply) ? (reply as readonly unknown[]) : []
  return Number(seconds) * 1_000 + Math.floor(Number(microseconds) / 1_000)
}

interface Page {
  readonly cursor: string
  readonly members: readonly (readonly [member: string, score: number])[]
}

/** Members and their scores, one after the other. */
function pageOf(reply: unknown): Page {
  const [cursor, flat] = Array.isArray(reply) ? (reply as readonly unknown[]) : []
  const texts = Array.isArray(flat) ? flat.map(String) : []
  const members = texts.flatMap((member, at) =>
    at % 2 === 0 ? [[member, Number(texts[at + 1])] as const] : [],
  )
  return { cursor: typeof cursor === 'string' ? cursor : '0', members }
}
