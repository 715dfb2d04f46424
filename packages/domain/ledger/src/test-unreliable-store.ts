import type { BooksCommit, BooksCommitResult, LedgerStore } from './ledger-store.ts'

/**
 * What becomes of commits: done and answered; refused by a store that is down; done, but the answer
 * is lost; not answered and not done until the store works again.
 */
export type StoreCondition = 'works' | 'is down' | 'loses answers' | 'is silent'

/** A store whose commits fail in the ways that a network and a database fail. */
export interface UnreliableStore extends LedgerStore {
  turn(condition: StoreCondition): void
  /** Commits that were sent to it. */
  readonly commits: readonly BooksCommit[]
}

/** Wraps a store. It works until it is told otherwise. */
export function createUnreliableStore(store: LedgerStore): UnreliableStore {
  const commits: BooksCommit[] = []
  let condition: StoreCondition = 'works'
  let works = Promise.withResolvers<void>()
  return {
    ...store,
    commits,
    turn(next) {
      if (next !== 'is silent') works.resolve()
      else if (condition !== next) works = Promise.withResolvers()
      condition = next
    },
    async commit(batch): Promise<BooksCommitResult> {
      commits.push(batch)
      if (condition === 'is silent') await works.promise
      if (condition === 'is down') throw new Error('the store is down')
      const result = await store.commit(batch)
      if (condition === 'loses answers') throw new Error('the connection is lost')
      return result
    },
  }
}
