import { redisScript } from './redis-link.ts'

/*
 * Each runs in one piece, so that nothing comes between a look and what follows from it. Keys: the
 * claim, the entry, the failure that was just told.
 */

/**
 * Arguments: token, time to live in ms, and when the entry was stored that the caller has seen
 * (empty: any entry will do). 1 when the claim is the caller's. An entry of another program has no
 * time: it counts as later for those who have seen none.
 */
export const CLAIM = redisScript(`
if redis.call('EXISTS', KEYS[3]) == 1 then return 0 end
local seen = tonumber(ARGV[3])
local text = seen and redis.call('GET', KEYS[2])
if text then
  local ok, stored = pcall(function() return cjson.decode(text).debug.kivuko.storedAtMs end)
  if not ok or type(stored) ~= 'number' then stored = 1 end
  if stored > seen then return 0 end
end
if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return 1 end
return 0
`)

/**
 * Arguments: token, time to live in ms. Nothing happens to a claim that somebody else has by now.
 */
export const EXTEND = redisScript(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
`)

/**
 * Arguments: token, channel, message, entry, its time to live in ms. A value is good from anybody.
 */
export const SETTLE_ENTRY = redisScript(`
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
redis.call('SET', KEYS[2], ARGV[4], 'PX', ARGV[5])
redis.call('DEL', KEYS[3])
return redis.call('PUBLISH', ARGV[2], ARGV[3])
`)

/**
 * Arguments: token, channel, message, failure, its time to live in ms. Only its holder may fail a
 * claim: when it has passed to another, that one may still succeed.
 */
export const SETTLE_FAILURE = redisScript(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
redis.call('SET', KEYS[3], ARGV[4], 'PX', ARGV[5])
return redis.call('PUBLISH', ARGV[2], ARGV[3])
`)

/**
 * Keys: the entry. Arguments: channel, what it is, its text, its time to live in ms (empty: it is
 * not stored).
 */
export const TELL = redisScript(`
if ARGV[4] ~= '' then redis.call('SET', KEYS[1], ARGV[3], 'PX', ARGV[4]) end
return redis.call('PUBLISH', ARGV[1], KEYS[1] .. '\\n' .. ARGV[2] .. '\\n' .. ARGV[3])
`)
