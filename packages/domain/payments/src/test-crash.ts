import type { Postgres, Queries, Statement, Transaction } from '@kivuko/postgres'

/** A database connection of a process that can be made to die. */
export interface MortalPostgres extends Postgres {
  /**
   * After so many more statements nothing works any more: as after a kill -9, what was not
   * committed is not.
   */
  dieAfter(statements: number): void
  isDead(): boolean
}

/** Wraps a database; disposing it leaves the database open. */
export function createMortalPostgres(postgres: Postgres): MortalPostgres {
  let left = Number.POSITIVE_INFINITY
  const live = (): void => {
    left -= 1
    if (left < 0) throw new Error('this process is dead')
  }
  const wrapped = (queries: Queries): Queries => ({
    async query(statement: Statement) {
      live()
      const rows = await queries.query(statement)
      if (left < 0) throw new Error('this process died meanwhile')
      return rows as never // The caller's claim, as everywhere.
    },
  })
  return {
    ...wrapped(postgres),
    async transaction(work, options) {
      live()
      return await postgres.transaction(async (tx) => {
        const onCommitted: Transaction['onCommitted'] = (call) => tx.onCommitted(call)
        const done = await work({ inTransaction: true, onCommitted, ...wrapped(tx) })
        live()
        return done
      }, options)
    },
    async dedicated() {
      const connection = await postgres.dedicated()
      const dispose = () => connection[Symbol.asyncDispose]()
      return { ...wrapped(connection), [Symbol.asyncDispose]: dispose }
    },
    listen: (channel, handlers) => postgres.listen(channel, handlers),
    announce(channel, payload) {
      if (left >= 0) postgres.announce(channel, payload)
    },
    dieAfter(statements) {
      left = statements
    },
    isDead: () => left < 0,
    [Symbol.asyncDispose]: async () => {},
  }
}
