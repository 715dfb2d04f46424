import type { AccountId, Books, Hold, HoldLeg, HoldRefusal } from '@kivuko/ledger'

/** Books in memory that do at once, or when told to, what the ledger's do. */
export interface TestBooks extends Books {
  readonly balances: Map<AccountId, bigint>
  /** Holds that were neither posted nor released: also those that were kept. */
  readonly open: Set<Hold>
  readonly kept: Set<Hold>
  /** What each account has paid in all. */
  readonly debits: Map<AccountId, bigint>
  /** While true, calls back only on `flush`. */
  delayed: boolean
  /** What the next hold and the next post answer instead of doing it. */
  refuseNextHold: HoldRefusal['refusal'] | undefined
  refuseNextPost: HoldRefusal['refusal'] | undefined
  flush(): void
}

/** Opens accounts with these balances. An account may fall below zero only by a loss. */
export function createTestBooks(balances: ReadonlyMap<AccountId, bigint>): TestBooks {
  const waiting: (() => void)[] = []
  const call = (work: () => void): void => {
    if (books.delayed) waiting.push(work)
    else work()
  }
  const books: TestBooks = {
    balances: new Map(balances),
    open: new Set(),
    kept: new Set(),
    debits: new Map(),
    delayed: false,
    refuseNextHold: undefined,
    refuseNextPost: undefined,
    flush: () => {
      for (const work of waiting.splice(0)) work()
    },
    hold: (request, held) => {
      call(() => {
        const refusal = books.refuseNextHold
        books.refuseNextHold = undefined
        if (refusal !== undefined) return held({ refusal, leg: 0 })
        const leg = request.legs.findIndex((each) => available(books, each.debitId) < each.amount)
        if (leg !== -1) return held({ refusal: 'InsufficientBalance', leg })
        const hold = { legs: request.legs, expiresAtMs: request.expiresAtMs }
        books.open.add(hold)
        held(hold)
      })
    },
    post: (hold, posted) => {
      end(books, hold)
      call(() => {
        const refusal = books.refuseNextPost
        books.refuseNextPost = undefined
        if (refusal !== undefined) return posted({ refusal, leg: 0 })
        for (const leg of hold.legs) move(books, leg)
        posted(undefined)
      })
    },
    release: (hold) => end(books, hold),
    keep: (hold) => {
      end(books, hold)
      books.kept.add(hold)
    },
    postLoss: (leg, posted) => {
      call(() => {
        move(books, leg)
        posted(undefined)
      })
    },
    openHolds: () => ({ count: books.open.size, amount: 0n }),
    [Symbol.asyncDispose]: async () => undefined,
  }
  return books
}

function end(books: TestBooks, hold: Hold): void {
  if (!books.open.delete(hold)) throw new Error('a hold was ended twice')
}

function available(books: TestBooks, id: AccountId): bigint {
  let amount = books.balances.get(id) ?? 0n
  for (const hold of [...books.open, ...books.kept]) {
    for (const leg of hold.legs) if (leg.debitId === id) amount -= leg.amount
  }
  return amount
}

function move({ balances, debits }: TestBooks, leg: HoldLeg): void {
  debits.set(leg.debitId, (debits.get(leg.debitId) ?? 0n) + leg.amount)
  balances.set(leg.debitId, (balances.get(leg.debitId) ?? 0n) - leg.amount)
  balances.set(leg.creditId, (balances.get(leg.creditId) ?? 0n) + leg.amount)
}
