import type { AsyncLocalStorage } from 'node:async_hooks'
import type { Clock } from '@kivuko/clock'
import type { Log } from '@kivuko/log'
import type { Random } from '@kivuko/random'
import type pg from 'pg'
import { createTurns, send } from './connection.ts'
import { isTransient } from './errors.ts'
import type { Row, Statement, Transaction, TransactionOptions } from './postgres.ts'

/** The wait before the second try is at most this; before each further one twice as much. */
const RETRY_WAIT_MS = 10

/** The other transaction has ended long before. */
const RETRY_WAIT_MS_MAX = 500

interface TransactionRun<T> {
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly work: (tx: Transaction) => Promise<T>
  readonly own: TransactionOptions | undefined
  readonly acquire: () => Promise<pg.PoolClient>
  readonly insideTransaction: AsyncLocalStorage<{ open: boolean }>
  readonly triesMax: number
  readonly replyTimeoutMs: number
}

/** Runs a transaction as `Postgres.transaction` promises, from the first try to the last. */
export async function runTransaction<T>(run: TransactionRun<T>): Promise<T> {
  const { clock, random, log, triesMax } = run
  for (let tries = 1; ; tries += 1) {
    try {
      return await tryOnce(run)
    } catch (error) {
      if (!isTransient(error) || tries >= triesMax) throw error
      log.debug('a transaction gave way to another and is tried again', { tries, err: error })
      const waitMs = Math.min(RETRY_WAIT_MS * 2 ** (tries - 1), RETRY_WAIT_MS_MAX)
      await clock.sleep(waitMs * random.fraction())
    }
  }
}

async function tryOnce<T>(run: TransactionRun<T>): Promise<T> {
  const client = await run.acquire()
  const scope = { open: true }
  let broken = true
  try {
    const { tx, end, committed } = openTransaction(client, scope, run.replyTimeoutMs)
    await send(client, { text: beginText(run.own) }, run.replyTimeoutMs)
    try {
      const value = await run.insideTransaction.run(scope, () => run.work(tx))
      await end('COMMIT')
      broken = false
      for (const call of committed) call()
      return value
    } catch (error) {
      broken = !(await rolledBack(end, run.log))
      throw error
    }
  } finally {
    scope.open = false
    client.release(broken)
  }
}

function beginText(own: TransactionOptions | undefined): string {
  const begin = 'BEGIN ISOLATION LEVEL READ COMMITTED'
  if (own?.statementTimeoutMs === undefined) return begin
  return `${begin}; SET LOCAL statement_timeout = ${Math.trunc(own.statementTimeoutMs)}`
}

interface OpenTransaction {
  readonly tx: Transaction
  /**
   * Ends the transaction when its last statement has ended; rejects when it could not be committed.
   */
  end(command: 'COMMIT' | 'ROLLBACK'): Promise<void>
  /** What is to be called after the commit. */
  readonly committed: readonly (() => void)[]
}

function openTransaction(
  client: pg.PoolClient,
  scope: { open: boolean },
  replyTimeoutMs: number,
): OpenTransaction {
  const inTurn = createTurns()
  const committed: (() => void)[] = []
  let failure: { readonly error: unknown } | undefined

  const query = async <R extends Row>(statement: Statement): Promise<readonly R[]> => {
    if (!scope.open) throw new Error('this transaction has ended')
    try {
      const { rows } = await inTurn(() => send(client, statement, replyTimeoutMs))
      // The caller claims the shape of what it selects, see `Queries`.
      return rows as readonly R[]
    } catch (error) {
      failure ??= { error }
      throw error
    }
  }

  const end = async (command: 'COMMIT' | 'ROLLBACK'): Promise<void> => {
    scope.open = false
    const done = await inTurn(() => send(client, { text: command }, replyTimeoutMs))
    // To the commit of a transaction in which a statement has failed, Postgres answers ROLLBACK.
    if (done.command !== command) {
      throw new Error('the transaction was not committed: a statement in it has failed', {
        cause: failure?.error,
      })
    }
  }

  const onCommitted = (call: () => void): void => void committed.push(call)
  return { tx: { inTransaction: true, query, onCommitted }, end, committed }
}

/** Whether the connection is clean again. If not, closing it makes the server roll back. */
async function rolledBack(end: OpenTransaction['end'], log: Log): Promise<boolean> {
  try {
    await end('ROLLBACK')
    return true
  } catch (error) {
    log.warn('a transaction could not be rolled back: its connection is closed', { err: error })
    return false
  }
}
