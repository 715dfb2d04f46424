import { AsyncLocalStorage } from 'node:async_hooks'
import type { Clock } from '@kivuko/clock'
import { type Log, Secret } from '@kivuko/log'
import type { Random } from '@kivuko/random'
import pg from 'pg'
import { columnTypes } from './column-types.ts'
import { send } from './connection.ts'
import { createDedicated } from './dedicated-postgres.ts'
import { isStatementError } from './errors.ts'
import { Listener } from './listen-postgres.ts'
import type { Postgres, Row, Statement } from './postgres.ts'
import { runTransaction } from './transaction-postgres.ts'

/** Where the database is and how its connections behave. */
export interface PostgresOptions {
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  /**
   * `postgres://user:password@host:port/database`; a folder with a Unix socket as `?host=/folder`.
   */
  readonly url: string | Secret
  /** Shown by the server in `pg_stat_activity`. */
  readonly applicationName?: string
  /** Connections at most, beside the dedicated ones and that of all listeners. */
  readonly poolMax?: number
  /** How long a statement may run; 0 = as long as it takes. */
  readonly statementTimeoutMs?: number
  /** How long a caller waits, for a new connection or for a free one of the pool. */
  readonly connectTimeoutMs?: number
  /** How often a transaction is tried that the server gives up for the sake of another. */
  readonly transactionTriesMax?: number
}

/** Four processes of this size fit into the hundred connections that Postgres has by default. */
const POOL_MAX = 10

/** Longer than any statement of ours should take, shorter than callers over HTTP wait. */
const STATEMENT_TIMEOUT_MS = 30_000

const CONNECT_TIMEOUT_MS = 5_000

/** With the growing waits between them about a second: a conflict that lasts longer is a fault. */
const TRANSACTION_TRIES_MAX = 8

/** A transaction whose owner does nothing holds its locks no longer than this. */
const IDLE_IN_TRANSACTION_MS_MAX = 60_000

/** How much later than the server's own limit a statement is given up on our side. */
const REPLY_SLACK_MS = 5_000

/** A connection that the pool has not needed for this long is closed. */
const IDLE_CONNECTION_MS_MAX = 60_000

/** After this much silence the kernel asks whether the other side is still there. */
const KEEP_ALIVE_MS = 10_000

/**
 * How long to wait for the answer to a statement that the server gives up after
 * `statementTimeoutMs`.
 */
function replyTimeoutMs(statementTimeoutMs: number): number {
  return statementTimeoutMs === 0 ? 0 : statementTimeoutMs + REPLY_SLACK_MS
}

/**
 * Opens a pool. Connections are made when they are needed: a wrong `url` shows in the first
 * statement.
 */
export function connectPostgres(options: PostgresOptions): Postgres {
  const { log } = options
  const config = clientConfig(options)
  const statementTimeoutMs = options.statementTimeoutMs ?? STATEMENT_TIMEOUT_MS
  const pool = openPool(config, options)
  const insideTransaction = new AsyncLocalStorage<{ open: boolean }>()
  const closers = new Set<AsyncDisposable>()

  const acquire = async (): Promise<pg.PoolClient> => {
    if (insideTransaction.getStore()?.open === true) {
      throw new Error('a transaction must not use the pool: it would wait for a second connection')
    }
    return await acquireFrom(pool)
  }

  const connectClient = async (): Promise<pg.Client> => {
    const client = new pg.Client(config)
    client.on('error', (error) => log.debug('a connection to Postgres was lost', { err: error }))
    await client.connect()
    return client
  }

  const listener = new Listener({ ...options, connectClient })
  closers.add(listener)

  return {
    async query<R extends Row>(statement: Statement): Promise<readonly R[]> {
      const client = await acquire()
      const rows = await release(client, async () => {
        const result = await send(client, statement, replyTimeoutMs(statementTimeoutMs))
        return result.rows
      })
      // The caller claims the shape of what it selects, see `Queries`.
      return rows as readonly R[]
    },
    transaction: async (work, own) =>
      await runTransaction({
        ...options,
        work,
        own,
        acquire,
        insideTransaction,
        triesMax: options.transactionTriesMax ?? TRANSACTION_TRIES_MAX,
        replyTimeoutMs: replyTimeoutMs(own?.statementTimeoutMs ?? statementTimeoutMs),
      }),
    async dedicated() {
      const connection = await createDedicated({
        connectClient,
        replyTimeoutMs: replyTimeoutMs(statementTimeoutMs),
        onClose: () => closers.delete(connection),
      })
      closers.add(connection)
      return connection
    },
    listen: async (channel, handlers) => await listener.listen(channel, handlers),
    announce: (channel, payload) => listener.announce(channel, payload),
    async [Symbol.asyncDispose]() {
      await Promise.all([...closers].map((closer) => closer[Symbol.asyncDispose]()))
      if (!pool.ending) await pool.end()
    },
  }
}

/** Gives the connection back, or throws it away when `work` has shown that it is broken. */
async function release<T>(client: pg.PoolClient, work: () => Promise<T>): Promise<T> {
  let broken = false
  try {
    return await work()
  } catch (error) {
    broken = !isStatementError(error)
    throw error
  } finally {
    client.release(broken)
  }
}

async function acquireFrom(pool: pg.Pool): Promise<pg.PoolClient> {
  try {
    return await pool.connect()
  } catch (error) {
    const full = pool.idleCount === 0 && pool.totalCount >= pool.options.max
    const busy = `all ${pool.totalCount} connections stayed busy`
    const said = error instanceof Error ? error.message : String(error)
    throw new Error(`${full ? busy : 'no connection to the database'}: ${said}`, { cause: error })
  }
}

function openPool(config: pg.ClientConfig, { poolMax = POOL_MAX, log }: PostgresOptions): pg.Pool {
  const pool = new pg.Pool({ ...config, max: poolMax, idleTimeoutMillis: IDLE_CONNECTION_MS_MAX })
  pool.on('error', (error) => log.warn('an idle connection to Postgres was lost', { err: error }))
  pool.on('connect', (client) => {
    // Without a listener of its own, the loss of a connection in use would end the process.
    client.on('error', (error) => log.debug('a connection to Postgres was lost', { err: error }))
  })
  return pool
}

function clientConfig(options: PostgresOptions): pg.ClientConfig {
  const { url, statementTimeoutMs = STATEMENT_TIMEOUT_MS } = options
  return {
    connectionString: url instanceof Secret ? url.reveal() : url,
    application_name: options.applicationName ?? 'kivuko',
    connectionTimeoutMillis: options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
    statement_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS_MAX,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    types: columnTypes,
  }
}
