/**
 * A row as the driver gives it: `int8` and `numeric` as bigint, `timestamptz` as Date, `jsonb`
 * parsed, `bytea` as Buffer, and as their text what JavaScript has no exact value for: a `numeric`
 * with a fraction, a `date`, a `timestamp` without time zone.
 */
export type Row = Readonly<Record<string, unknown>>

/**
 * One SQL statement. A `name` makes it a prepared statement on its connection: give hot statements
 * one. A bigint among the `values` travels as its decimal text, a Date with its offset, an array as
 * a Postgres array, any other object as JSON. Without name and values `text` may hold several
 * statements; the rows are those of the last.
 */
export interface Statement {
  readonly name?: string
  readonly text: string
  readonly values?: readonly unknown[]
}

/**
 * Something that statements can be run on: the pool (each on any connection) or one transaction.
 */
export interface Queries {
  /** Runs one statement and gives its rows. `R` is the caller's claim about their shape. */
  query<R extends Row = Row>(statement: Statement): Promise<readonly R[]>
}

/** An open transaction. It must not be kept after the function it was handed to has ended. */
export interface Transaction extends Queries {
  readonly inTransaction: true
  /** Has `call` run right after the commit; it never runs when there is none. It must not throw. */
  onCommitted(call: () => void): void
}

/** How one transaction differs from the others of its pool. */
export interface TransactionOptions {
  /**
   * How long each of its statements may take, instead of the pool's limit; 0 = as long as it takes.
   */
  readonly statementTimeoutMs?: number
}

/** One connection of its own, for statements that stand alone. */
export interface DedicatedConnection extends Queries, AsyncDisposable {}

/** A pool of connections to one database. */
export interface Postgres extends Queries, AsyncDisposable {
  /**
   * Runs `work` in a transaction (READ COMMITTED) and commits; rolls back and rethrows when it
   * throws. Retries `work` on serialization failure and deadlock, at most `transactionTriesMax`
   * times. `work` must not call the pool (that throws), and must not wait for the network. A failed
   * statement spoils the transaction: it rejects even when `work` swallows the error. When the
   * connection is lost during the commit, it rejects and may have been committed.
   */
  transaction<T>(work: (tx: Transaction) => Promise<T>, options?: TransactionOptions): Promise<T>
  /**
   * Takes a connection outside the pool, for a loop that would otherwise wait for one each time.
   * Its statements run one after the other. A lost connection fails the statement under way (which
   * may have been executed), and the next one connects again: so no transaction, no session state.
   */
  dedicated(): Promise<DedicatedConnection>
  /**
   * Calls `onMessage` for every NOTIFY on `channel`, and `onGap` after each (re)connection, when
   * messages may have been missed and the listener must read the truth again. Disposing stops
   * listening. All channels share one connection. Resolves when listening, after the first `onGap`;
   * rejects when there is no connection at that moment.
   */
  listen(
    channel: string,
    handlers: { onMessage(payload: string): void; onGap(): void },
  ): Promise<AsyncDisposable>
  /**
   * Gives `payload` to all that listen on `channel`: in this process at once, in others within
   * milliseconds, once for many that are alike. To be called after the commit that it tells of: a
   * NOTIFY inside of transactions would make their commits wait for one another, each for the
   * other's disk write. Lost when the process or its connection dies first, so that listeners look
   * for themselves from time to time.
   */
  announce(channel: string, payload: string): void
}
