import type { Clock, Timer } from '@kivuko/clock'
import type { Random } from '@kivuko/random'
import type { RedisClient } from './redis-client.ts'

/** A connection that is made again and again, as long as it is wanted. */
export interface RedisConnection {
  /** The connection there is now. */
  current(): RedisClient | undefined
  /** Gives up the one there is, since it does not answer, and connects anew. */
  drop(reason: unknown): void
  close(): void
}

/** What keeping a connection needs. */
export interface KeepOptions {
  readonly clock: Clock
  readonly random: Random
  readonly reconnectMsMax: number
  /** Connects once; `onLost` may be called at any time, also more than once. */
  connect(onLost: (error: unknown) => void): Promise<RedisClient>
  onUp(client: RedisClient): void
  /** `wasUp`: false for an attempt that failed. */
  onDown(error: unknown, wasUp: boolean): void
}

/** The first wait before connecting again; each further one is twice as long. */
const RECONNECT_FIRST_MS = 50

/** Connects now, and whenever the connection is lost: waits grow, with jitter of a half. */
export function keepConnected(options: KeepOptions): RedisConnection {
  const { clock, random, reconnectMsMax } = options
  let client: RedisClient | undefined
  let retry: Timer | undefined
  let failures = 0
  /** Counts attempts, so that what belongs to an earlier one is told from the present. */
  let attempt = 0
  let isClosed = false

  const lose = (error: unknown, of: number): void => {
    if (isClosed || of !== attempt) return
    attempt += 1
    const lost = client
    client = undefined
    lost?.destroy()
    options.onDown(error, lost !== undefined)
    const fullMs = Math.min(reconnectMsMax, RECONNECT_FIRST_MS * 2 ** Math.min(failures, 30))
    failures += 1
    retry = clock.after(fullMs * (0.5 + random.fraction() / 2), connect)
  }

  const connect = (): void => {
    const mine = attempt
    options
      .connect((error) => lose(error, mine))
      .then(
        (made) => {
          if (isClosed || mine !== attempt) return made.destroy()
          client = made
          failures = 0
          options.onUp(made)
        },
        (error: unknown) => lose(error, mine),
      )
  }

  connect()
  return {
    current: () => client,
    drop: (reason) => lose(reason, attempt),
    close: () => {
      isClosed = true
      retry?.cancel()
      client?.destroy()
      client = undefined
    },
  }
}
