import { redisScript } from '../cache/redis-link.ts'

/**
 * Takes a cost from all windows or from none, on the server's clock, in one piece: the sliding logs
 * of `sliding-log.ts`, kept in lists of `first:last:cost`.
 *
 * Keys: what belongs to all windows (last time, sums), the replicas by when they were last seen,
 * the pause, what this replica has told, then the list of each window. Arguments: cost, this
 * replica, after how many ms one counts as gone, the longest window, ms to pause, all that this
 * replica ever spent alone; then for each window its length, limit and slot length in ms, and all
 * that this replica spent in it.
 *
 * What a replica spent alone counts as of now. It is told as a sum since the replica's start, of
 * which the server knows how much it was told before: so telling it twice, since a reply was lost,
 * counts it once. A Redis that does not know the replica is new to it, or has forgotten everything:
 * then all that the replica spent counts.
 *
 * A server's clock that was set back by more than a second makes one slot of each log, of now: room
 * comes back late, once, but nothing is locked out until the clock has caught up.
 *
 * Reply: 1 if taken, ms to wait (-1: it never fits), ms that the pause lasts, replicas, how many of
 * them come before this one by name, then what each window holds.
 */
export const SPEND = redisScript(`
if redis.replicate_commands then redis.replicate_commands() end
local cost = tonumber(ARGV[1])
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local before = tonumber(redis.call('HGET', KEYS[1], 'now') or '0')
local setBack = before - now > 1000
local behind = setBack and 0 or math.max(0, before - now)
now = now + behind
local function text(number) return string.format('%.0f', number) end
redis.call('HSET', KEYS[1], 'now', text(now))
redis.call('PEXPIRE', KEYS[1], ARGV[4])

if setBack then redis.call('DEL', KEYS[2]) end
redis.call('ZADD', KEYS[2], text(now), ARGV[2])
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', text(now - tonumber(ARGV[3])))
redis.call('PEXPIRE', KEYS[2], ARGV[3])
local replicas = redis.call('ZRANGE', KEYS[2], 0, -1)
local rank = 0
for _, name in ipairs(replicas) do
  if name < ARGV[2] then rank = rank + 1 end
end

local pause = math.max(0, redis.call('PTTL', KEYS[3]))
if tonumber(ARGV[5]) > pause then
  pause = tonumber(ARGV[5])
  redis.call('SET', KEYS[3], '1', 'PX', ARGV[5])
end

local alone = tonumber(ARGV[6])
local told = tonumber(redis.call('GET', KEYS[4]))
redis.call('SET', KEYS[4], text(math.max(alone, told or 0)), 'PX', ARGV[4])

local function parse(slot)
  local first, last, spent = string.match(slot, '^(%d+):(%d+):(%d+)$')
  return tonumber(first), tonumber(last), tonumber(spent)
end
local function record(list, slotMs, spent)
  local newest = redis.call('LINDEX', list, -1)
  local first, _, sum
  if newest then first, _, sum = parse(newest) end
  if first and now - first <= slotMs then
    redis.call('LSET', list, -1, text(first) .. ':' .. text(now) .. ':' .. text(sum + spent))
  else
    redis.call('RPUSH', list, text(now) .. ':' .. text(now) .. ':' .. text(spent))
  end
end
local function waitFor(list, window, over)
  local from = 0
  while true do
    local slots = redis.call('LRANGE', list, from, from + 99)
    if #slots == 0 then return 1 end
    for _, slot in ipairs(slots) do
      local _, last, spent = parse(slot)
      over = over - spent
      if over <= 0 then return math.max(1, last + window - now + 1 + behind) end
    end
    from = from + 100
  end
end

local sums = {}
local wait = pause
for index = 1, #KEYS - 4 do
  local list = KEYS[index + 4]
  local at = 7 + (index - 1) * 4
  local window, limit, slotMs = tonumber(ARGV[at]), tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2])
  local sum = 0
  if redis.call('LLEN', list) > 0 then
    sum = tonumber(redis.call('HGET', KEYS[1], 'sum' .. ARGV[at]) or '0')
    if setBack then
      redis.call('DEL', list)
      if sum > 0 then record(list, slotMs, sum) end
    end
  end
  while true do
    local oldest = redis.call('LINDEX', list, 0)
    if not oldest then break end
    local _, last, spent = parse(oldest)
    if now - last <= window then break end
    redis.call('LPOP', list)
    sum = sum - spent
  end
  local own = tonumber(ARGV[at + 3])
  local untold = told and math.min(alone - told, own) or own
  if untold > 0 then
    record(list, slotMs, untold)
    sum = sum + untold
  end
  if cost > limit then wait = -1
  elseif wait >= 0 and sum + cost > limit then
    wait = math.max(wait, waitFor(list, window, sum + cost - limit))
  end
  sums[index] = sum
end

local reply = { wait == 0 and 1 or 0, wait, pause, #replicas, rank }
for index = 1, #KEYS - 4 do
  local list = KEYS[index + 4]
  local at = 7 + (index - 1) * 4
  if wait == 0 and cost > 0 then
    record(list, tonumber(ARGV[at + 2]), cost)
    sums[index] = sums[index] + cost
  end
  redis.call('HSET', KEYS[1], 'sum' .. ARGV[at], text(sums[index]))
  redis.call('PEXPIRE', list, text(tonumber(ARGV[at]) + 1000))
  reply[#reply + 1] = sums[index]
end
return reply
`)

/** What the script replies. */
export interface SpendReply {
  readonly isTaken: boolean
  readonly waitMs: number
  readonly pauseMs: number
  readonly replicas: number
  /** How many of the replicas come before this one. */
  readonly rank: number
  /** What each window holds now. */
  readonly spent: readonly number[]
}

/** Throws on a reply of another shape: then something else than the script has answered. */
export function readSpendReply(reply: unknown, windows: number): SpendReply {
  const parts: readonly unknown[] = Array.isArray(reply) ? reply : []
  const figures = parts.filter(isFigure)
  const [isTaken, waitMs, pauseMs, replicas, rank, ...spent] = figures
  if (rank === undefined || figures.length !== parts.length || spent.length !== windows) {
    throw new Error('Redis has given an answer that the limiter cannot read')
  }
  return {
    isTaken: isTaken === 1,
    waitMs: waitMs === -1 ? Number.POSITIVE_INFINITY : Number(waitMs),
    pauseMs: Number(pauseMs),
    replicas: Math.max(1, Number(replicas)),
    rank,
    spent,
  }
}

function isFigure(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}
