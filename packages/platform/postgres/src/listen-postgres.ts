import type { Clock } from '@kivuko/clock'
import type { Log } from '@kivuko/log'
import type { Random } from '@kivuko/random'
import pg from 'pg'
import { createTurns, send } from './connection.ts'
import type { Postgres } from './postgres.ts'

/** The wait before connecting again, doubled after every failure. */
const RECONNECT_WAIT_MS = 50

/** A database that comes back is noticed within this time. */
const RECONNECT_WAIT_MS_MAX = 5_000

/**
 * How often a silent connection is asked whether it still lives, and how long it may take to
 * answer.
 */
const PROBE_INTERVAL_MS = 15_000
const REPLY_TIMEOUT_MS = 10_000

/** Announcements made within this time go out together. */
const ANNOUNCE_WAIT_MS = 5

interface ListenerOptions {
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly connectClient: () => Promise<pg.Client>
}

type Handlers = Parameters<Postgres['listen']>[1]

/**
 * Shares one connection among all channels: connects for the first, connects again when the
 * connection is lost, and closes it after the last.
 */
export class Listener implements AsyncDisposable {
  readonly #options: ListenerOptions
  readonly #channels = new Map<string, Set<Handlers>>()
  readonly #inTurn = createTurns()
  readonly #closing = new AbortController()
  #current: pg.Client | undefined
  /** What other processes have not been told, once each. */
  #unsent = new Map<string, { readonly channel: string; readonly payload: string }>()
  #sending: Promise<void> | undefined

  constructor(options: ListenerOptions) {
    this.#options = options
  }

  /** See `Postgres.listen`. */
  async listen(channel: string, handlers: Handlers): Promise<AsyncDisposable> {
    // An object of its own, so that the same handlers may listen twice.
    const own = { ...handlers }
    await this.#inTurn(() => this.#add(channel, own))
    return { [Symbol.asyncDispose]: () => this.#inTurn(() => this.#remove(channel, own)) }
  }

  /** See `Postgres.announce`. */
  announce(channel: string, payload: string): void {
    this.#tell(channel, payload)
    if (this.#closing.signal.aborted) return
    this.#unsent.set(JSON.stringify([channel, payload]), { channel, payload })
    this.#sending ??= this.#sendAll()
      .catch((error: unknown) => {
        this.#options.log.warn('other processes could not be told', { err: error })
      })
      .finally(() => {
        this.#sending = undefined
      })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort(new Error('the pool has been closed'))
    await this.#sending
    await this.#inTurn(() => this.#disconnect())
  }

  /** Over the connection that listens, so that what comes back is known to be our own. */
  async #sendAll(): Promise<void> {
    while (this.#unsent.size > 0) {
      await this.#options.clock.sleep(ANNOUNCE_WAIT_MS, this.#closing.signal).catch(() => {})
      const all = [...this.#unsent.values()]
      this.#unsent.clear()
      await this.#inTurn(async () => {
        if (this.#current === undefined && !this.#closing.signal.aborted) await this.#connect()
        if (this.#current !== undefined) await notifyAll(this.#current, all)
      })
    }
  }

  #tell(channel: string, payload: string): void {
    for (const each of this.#channels.get(channel) ?? []) {
      this.#safely(() => each.onMessage(payload))
    }
  }

  async #add(channel: string, handlers: Handlers): Promise<void> {
    const listeners = this.#channels.get(channel)
    this.#channels.set(channel, new Set([...(listeners ?? []), handlers]))
    try {
      if (this.#current === undefined) return await this.#connect()
      if (listeners === undefined) await subscribe(this.#current, [channel])
      this.#safely(handlers.onGap)
    } catch (error) {
      this.#forget(channel, handlers)
      throw error
    }
  }

  async #remove(channel: string, handlers: Handlers): Promise<void> {
    if (!this.#forget(channel, handlers) || this.#current === undefined) return
    if (this.#channels.size === 0) return await this.#disconnect()
    await command(this.#current, `UNLISTEN ${pg.escapeIdentifier(channel)}`)
  }

  /** Whether that was the last listener of the channel. */
  #forget(channel: string, handlers: Handlers): boolean {
    const listeners = this.#channels.get(channel)
    listeners?.delete(handlers)
    return listeners?.size === 0 && this.#channels.delete(channel)
  }

  async #connect(): Promise<void> {
    this.#closing.signal.throwIfAborted()
    const client = await this.#options.connectClient()
    client.on('notification', ({ channel, payload = '', processId }) => {
      // Our own was told when it was announced.
      if (processId !== backendPid(client)) this.#tell(channel, payload)
    })
    await subscribe(client, [...this.#channels.keys()])
    this.#current = client
    client.once('end', () => void this.#reconnect(client))
    this.#probe(client)
    const listeners = [...this.#channels.values()].flatMap((each) => [...each])
    for (const { onGap } of listeners) this.#safely(onGap)
  }

  async #disconnect(): Promise<void> {
    const client = this.#current
    this.#current = undefined
    await client?.end()
  }

  async #reconnect(lost: pg.Client): Promise<void> {
    if (this.#current !== lost) return
    this.#current = undefined
    const { clock, random, log } = this.#options
    log.warn('the connection for notifications was lost')
    for (let waitMs = RECONNECT_WAIT_MS; ; waitMs = Math.min(waitMs * 2, RECONNECT_WAIT_MS_MAX)) {
      try {
        await clock.sleep(waitMs * (0.5 + random.fraction() / 2), this.#closing.signal)
        await this.#inTurn(async () => {
          if (this.#current === undefined && this.#channels.size > 0) await this.#connect()
        })
        return
      } catch (error) {
        if (this.#closing.signal.aborted) return
        log.warn('no connection for notifications', { err: error })
      }
    }
  }

  /** A peer that vanished sends neither notifications nor an end: its silence tells. */
  #probe(client: pg.Client): void {
    this.#options.clock.after(PROBE_INTERVAL_MS, () => {
      if (this.#current !== client) return
      this.#inTurn(() => command(client, 'SELECT 1')).then(
        () => this.#probe(client),
        (error: unknown) => {
          this.#options.log.warn('the connection for notifications is silent', { err: error })
        },
      )
    })
  }

  #safely(call: () => void): void {
    try {
      call()
    } catch (error) {
      this.#options.log.error('a listener for notifications failed', { err: error })
    }
  }
}

/** The process that serves the connection, which the driver knows and its types do not say. */
function backendPid(client: pg.Client): number | null {
  return (client as pg.Client & { readonly processID: number | null }).processID
}

async function notifyAll(
  client: pg.Client,
  all: readonly { readonly channel: string; readonly payload: string }[],
): Promise<void> {
  const statement = {
    name: 'postgres.announce',
    text: `SELECT pg_notify(n.channel, n.payload)
      FROM unnest($1::text[], $2::text[]) AS n (channel, payload)`,
    values: [all.map(({ channel }) => channel), all.map(({ payload }) => payload)],
  }
  await send(client, statement, REPLY_TIMEOUT_MS)
}

async function subscribe(client: pg.Client, channels: readonly string[]): Promise<void> {
  await command(client, channels.map((name) => `LISTEN ${pg.escapeIdentifier(name)}`).join('; '))
}

/** Runs a command without result; a connection that cannot do that is closed. */
async function command(client: pg.Client, text: string): Promise<void> {
  try {
    await send(client, { text }, REPLY_TIMEOUT_MS)
  } catch (error) {
    await client.end()
    throw error
  }
}
