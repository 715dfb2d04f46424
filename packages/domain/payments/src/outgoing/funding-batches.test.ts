import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { LedgerOperation, LedgerRefusal, TransferId } from '@kivuko/ledger'
import type { Transaction } from '@kivuko/postgres'
import { createFundingBatches, type Funding, fundingBatchMax } from './funding-batches.ts'
import type { OutgoingRecord } from './outgoing-payment-store.ts'

describe('payments that are funded together', () => {
  it('share a transaction when they come while one is written, up to the most', async () => {
    const world = createWorld()
    const ids = Array.from({ length: fundingBatchMax + 2 }, (_, index) => `p${index}`)
    const funded = await Promise.all(ids.map((id) => world.fund(id)))
    assert.deepEqual(
      funded.map((answer) => answer !== undefined && 'id' in answer && answer.id),
      ids,
    )
    assert.deepEqual(
      world.commits.map((deposited) => deposited.length),
      [1, fundingBatchMax, 1],
    )
  })

  it('one that the ledger refuses does not take the others with it', async () => {
    const world = createWorld({ refused: 'b' })
    const [first, a, b, c] = await Promise.all(['first', 'a', 'b', 'c'].map(world.fund))
    for (const answer of [first, a, c]) assert.ok(answer !== undefined && 'id' in answer)
    assert.deepEqual(b, { refusal: 'TransferExists', operation: 0 })
    assert.deepEqual(world.commits, [['first'], ['a'], ['c']])
  })

  it('one that has left its state is told so, and nothing is deposited for it', async () => {
    const world = createWorld({ gone: 'b' })
    const [, a, b] = await Promise.all(['first', 'a', 'b'].map(world.fund))
    assert.ok(a !== undefined && 'id' in a)
    assert.equal(b, undefined)
    assert.deepEqual(world.commits, [['first'], ['a']])
  })

  it('fail together when their fate is unknown, and the next ones are funded', async () => {
    const world = createWorld({ lost: 'a' })
    const results = await Promise.allSettled(['first', 'a', 'b'].map(world.fund))
    assert.deepEqual(
      results.map(({ status }) => status),
      ['fulfilled', 'rejected', 'rejected'],
    )
    assert.ok((await world.fund('later')) !== undefined)
    assert.deepEqual(world.commits, [['first'], ['later']])
  })
})

/** A database and a ledger in which one payment may go wrong; `commits` are the ids deposited. */
function createWorld({ refused = '', gone = '', lost = '' } = {}) {
  const commits: string[][] = []
  let deposited: string[] = []
  const apply = async (operations: readonly LedgerOperation[]) => {
    const ids = operations.map(({ id }) => id as string)
    const refusal: LedgerRefusal = { refusal: 'TransferExists', operation: ids.indexOf(refused) }
    if (ids.includes(refused)) return refusal
    deposited = ids
    return undefined
  }
  const batches = createFundingBatches({
    postgres: {
      async transaction(work: (tx: Transaction) => Promise<unknown>) {
        const done = await work({} as Transaction)
        await Promise.resolve()
        if (deposited.includes(lost)) {
          deposited = []
          throw new Error('the connection was lost during the commit')
        }
        commits.push(deposited)
        return done
      },
    },
    store: { outgoing: { save: async (_tx: Transaction, { id }: { id: string }) => id !== gone } },
    ledger: { within: () => ({ apply }) },
    outbox: { add: async () => {} },
  } as unknown as Parameters<typeof createFundingBatches>[0])
  return { commits, fund: async (id: string) => await batches.fund(fundingOf(id)) }
}

function fundingOf(id: string): Funding {
  const transfer = { kind: 'transfer', id: id as TransferId } as LedgerOperation
  return {
    record: { id, state: 'FUNDING' } as unknown as OutgoingRecord,
    save: { advance: { state: 'SENDING', effects: [] }, nowMs: 0 } as unknown as Funding['save'],
    deposit: [transfer],
    events: () => [],
  }
}
