import { hash } from 'node:crypto'
import type { Clock } from '@kivuko/clock'
import type { Log } from '@kivuko/log'
import type { Random } from '@kivuko/random'
import { connectRedis, type RedisClient } from './redis-client.ts'
import { keepConnected, type RedisConnection } from './redis-connection.ts'
import type { RedisOptions } from './redis-options.ts'
import { TimedOut, withinTime } from './within-time.ts'

/** How a command ended. */
export type RedisCommandStatus = 'success' | 'failure' | 'timeout'

/** What a link needs. */
export interface RedisLinkOptions {
  readonly redis: RedisOptions
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  /** Told of every command that was sent, by its name. */
  onCommand?(name: string, status: RedisCommandStatus): void
}

/** A script that the server runs in one piece. */
export interface RedisScript {
  readonly source: string
  /** SHA-1, by which the server knows it. */
  readonly sha1: string
}

/** Keys and arguments of one run. */
export interface ScriptInput {
  readonly keys: readonly string[]
  readonly args: readonly (string | number)[]
}

/**
 * The way to a Redis, for caches and limiters. Nothing here waits for longer than the command
 * time-out, and while there is no connection every command is rejected at once with `RedisDown`:
 * a Redis that hangs is given up at the first command that it leaves unanswered, and tried again
 * behind the scenes until it answers.
 */
export interface RedisLink extends AsyncDisposable {
  command(args: readonly string[]): Promise<unknown>
  script(script: RedisScript, input: ScriptInput): Promise<unknown>
  /**
   * Hears a channel from now on, over reconnections; what is told meanwhile is lost. `onHeard` is
   * called whenever it is heard from then on.
   */
  subscribe(channel: string, hear: (message: string) => void, onHeard?: () => void): void
  /** Calls back whenever there is a connection, at once when there is one. */
  onUp(call: () => void): void
  /** Calls back whenever the connection is lost. */
  onDown(call: () => void): void
  isUp(): boolean
  /** Resolves when the first attempt to connect is over, whatever came of it. */
  readonly tried: Promise<void>
  /**
   * Links that have lost the same Redis are up again this long after the first one, at the latest.
   */
  readonly backWithinMs: number
}

/** There is no connection now. */
export class RedisDown extends Error {
  constructor() {
    super('Redis cannot be reached')
    this.name = 'RedisDown'
  }
}

/** A script, ready to be run. */
export function redisScript(source: string): RedisScript {
  return { source, sha1: hash('sha1', source) }
}

/** Who hears a channel. */
interface Channel {
  readonly hear: (message: string) => void
  readonly onHeard: () => void
}

/** Starts connecting, and gives the link at once: it is up when the server has answered. */
export function openRedisLink(options: RedisLinkOptions): RedisLink {
  const { redis, clock, random, log } = options
  const channels = new Map<string, Channel>()
  const upCalls: (() => void)[] = []
  const downCalls: (() => void)[] = []
  const keep = { clock, random, reconnectMsMax: redis.reconnectMsMax }
  const connect = (onLost: (error: unknown) => void): Promise<RedisClient> =>
    connectRedis({ redis, clock, onLost })

  const listener = keepConnected({
    ...keep,
    connect,
    onUp: (client) => {
      for (const [name, channel] of channels) listen(client, name, channel)
    },
    onDown: (error) => log.debug('The subscription to Redis is down', { err: error }),
  })

  const listen = (client: RedisClient, name: string, { hear, onHeard }: Channel): void => {
    const limit = { clock, limitMs: redis.commandTimeoutMs, what: 'SUBSCRIBE' }
    withinTime(client.subscribe(name, hear), limit).then(onHeard, (error: unknown) => {
      if (listener.current() === client) listener.drop(error)
    })
  }

  const { promise: tried, resolve: endTry } = Promise.withResolvers<void>()
  let isFirst = true
  const commands = keepConnected({
    ...keep,
    connect,
    onUp: () => {
      isFirst = false
      endTry()
      log.info('Redis is up')
      for (const call of upCalls) call()
    },
    onDown: (error, wasUp) => {
      if (wasUp || isFirst) log.warn('Redis is down: going on without it', { err: error })
      isFirst = false
      endTry()
      for (const call of downCalls) call()
    },
  })

  const command = createCommand(options, commands)
  return {
    command,
    script: (script, input) => runScript(command, script, input),
    subscribe: (name, hear, onHeard = () => undefined) => {
      channels.set(name, { hear, onHeard })
      const client = listener.current()
      if (client !== undefined) listen(client, name, { hear, onHeard })
    },
    onUp: (call) => {
      upCalls.push(call)
      if (commands.current() !== undefined) call()
    },
    onDown: (call) => {
      downCalls.push(call)
    },
    isUp: () => commands.current() !== undefined,
    tried,
    // The longest pause, an attempt that began just before Redis was back, and the next one.
    backWithinMs: redis.reconnectMsMax + 2 * redis.commandTimeoutMs,
    [Symbol.asyncDispose]: async () => {
      listener.close()
      commands.close()
    },
  }
}

type Command = RedisLink['command']

function createCommand(options: RedisLinkOptions, connection: RedisConnection): Command {
  const { redis, clock, onCommand } = options
  /** When the server was last heard, on the monotonic clock. */
  let heardAtMs = 0
  return async (args) => {
    const client = connection.current()
    if (client === undefined) throw new RedisDown()
    const what = args[0] ?? ''
    const sentAtMs = clock.monotonicMs()
    try {
      const limit = { clock, limitMs: redis.commandTimeoutMs, what }
      const reply = await withinTime(client.command(args), limit)
      heardAtMs = clock.monotonicMs()
      onCommand?.(what, 'success')
      return reply
    } catch (error) {
      const isLate = error instanceof TimedOut
      onCommand?.(what, isLate ? 'timeout' : 'failure')
      const isSilent = isLate && heardAtMs <= sentAtMs
      if (isSilent && connection.current() === client) connection.drop(error)
      throw error
    }
  }
}

async function runScript(
  command: Command,
  { source, sha1 }: RedisScript,
  { keys, args }: ScriptInput,
): Promise<unknown> {
  const rest = [String(keys.length), ...keys, ...args.map(String)]
  try {
    return await command(['EVALSHA', sha1, ...rest])
  } catch (error) {
    // A server that was restarted, or never saw it, asks for the text.
    if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error
    return command(['EVAL', source, ...rest])
  }
}
