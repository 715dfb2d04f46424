import type { Clock } from '@kivuko/clock'
import type { RedisOptions, RedisTarget } from './redis-options.ts'
import { redisTarget } from './redis-options.ts'
import { withinTime } from './within-time.ts'

/**
 * One connection, for as long as it lasts: nothing is queued while there is none, nothing repeated.
 */
export interface RedisClient {
  command(args: readonly string[]): Promise<unknown>
  /** Hears a channel; the connection can then be used for nothing else. */
  subscribe(channel: string, hear: (message: string) => void): Promise<void>
  /** Cuts it; what is under way is rejected. */
  destroy(): void
}

/** How to connect. */
export interface ConnectOptions {
  readonly redis: RedisOptions
  readonly clock: Clock
  /**
   * Called when the connection is lost, more than once perhaps, and for one that never came about.
   */
  readonly onLost: (error: unknown) => void
}

/**
 * Connects, and sees that the server answers. The library is loaded only here, since most adapters
 * have no Redis. RESP 2, which the oldest servers speak too.
 */
export async function connectRedis({ redis, clock, onLost }: ConnectOptions): Promise<RedisClient> {
  // Its default, since a bundler does not find the names of a CommonJS library.
  const { default: library } = await import('redis')
  const target = redisTarget(redis)
  const client = library.createClient({
    RESP: 2,
    socket: {
      ...socketOf(target),
      connectTimeout: redis.connectTimeoutMs,
      reconnectStrategy: false,
    },
    ...(target.username === undefined ? {} : { username: target.username }),
    ...(target.password === undefined ? {} : { password: target.password.reveal() }),
    ...(target.database === undefined ? {} : { database: target.database }),
    disableOfflineQueue: true,
    disableClientInfo: true,
    maintNotifications: 'disabled',
    // Its own time-out covers only the wait to be written; ours covers the reply.
    commandOptions: { timeout: 0 },
  })
  client.on('error', onLost)
  client.on('end', () => onLost(new Error('the connection has ended')))
  const limit = { clock, limitMs: redis.connectTimeoutMs, what: 'connecting to Redis' }
  try {
    await withinTime(client.connect(), limit)
    await withinTime(client.sendCommand(['PING']), { ...limit, limitMs: redis.commandTimeoutMs })
  } catch (error) {
    client.destroy()
    throw error
  }
  return {
    command: (args) => client.sendCommand([...args]),
    subscribe: (channel, hear) => client.subscribe(channel, hear),
    destroy: () => client.destroy(),
  }
}

function socketOf({ path, host, port, tls }: RedisTarget) {
  if (path !== undefined) return { path, tls: false as const }
  if (tls === undefined) return { host, port }
  return { host, port, tls: true as const, ...tls }
}
