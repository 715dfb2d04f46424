import type pg from 'pg'
import type { Row, Statement } from './postgres.ts'

/** What came of a statement: its rows, and the command that the server says it carried out. */
export interface StatementResult {
  readonly rows: readonly Row[]
  readonly command: string
}

/**
 * Runs a statement on a connection that has nothing else under way. `replyTimeoutMs` bounds the
 * wait for a server that has vanished without closing the connection (0 = none); the connection is
 * of no use afterwards.
 */
export async function send(
  client: pg.ClientBase,
  statement: Statement,
  replyTimeoutMs: number,
): Promise<StatementResult> {
  const config: pg.QueryConfig & { query_timeout: number } = {
    text: statement.text,
    // The driver does not change the values; only its types say that it might.
    values: statement.values as unknown[],
    query_timeout: replyTimeoutMs,
  }
  if (statement.name !== undefined) config.name = statement.name
  // Several statements in one text give several results, which the driver's types do not say.
  const results: StatementResult | readonly StatementResult[] = await client.query<Row>(config)
  const last = isList(results) ? results.at(-1) : results
  return last ?? { rows: [], command: '' }
}

/** `Array.isArray` makes lists of anything. */
function isList<T>(value: T | readonly T[]): value is readonly T[] {
  return Array.isArray(value)
}

/** Runs calls one after the other, in the order in which they came. */
export function createTurns(): <T>(call: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> | undefined
  return (call) => {
    const turn = last === undefined ? call() : last.then(call, call)
    const clear = (): void => {
      if (last === turn) last = undefined
    }
    last = turn
    turn.then(clear, clear)
    return turn
  }
}
