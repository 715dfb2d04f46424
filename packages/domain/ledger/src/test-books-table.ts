import assert from 'node:assert/strict'
import { createFakeClock, type FakeClock } from '@kivuko/clock'
import { silentLog } from '@kivuko/log'
import { createMetrics } from '@kivuko/metrics'
import { createSeededRandom } from '@kivuko/random'
import { assertInvariants } from './audit.ts'
import type { Books, Hold, HoldLeg, HoldRefusal } from './books.ts'
import { createBooks } from './create-books.ts'
import { createMemoryLedger, type MemoryLedger } from './ledger-store-memory.ts'
import { accountNamed, runLedgerTable } from './test-ledger-table.ts'
import {
  createUnreliableStore,
  type StoreCondition,
  type UnreliableStore,
} from './test-unreliable-store.ts'

/** Books on a ledger in memory that can be made to fail. */
export interface BooksUnderTest {
  readonly clock: FakeClock
  readonly ledger: MemoryLedger
  readonly store: UnreliableStore
  readonly books: Books
  /**
   * Runs a table of what packets and the world do; each line takes effect before the next. Beside
   * the lines of `runLedgerTable`:
   *
   *     hold     H1 alice -> bob 60            => held | held at once | waits | <refusal> at leg 0
   *     hold     H2 alice -> euro 6 + dollar -> carol 7   => held
   *     hold     H3 alice -> bob 60 durable    => held
   *     outcome  H3                            => what a hold or post that had to wait has come to
   *     post     H1                            => booked | waits | <refusal> at leg 0
   *     give back H2
   *     keep     H3
   *     store    is down
   */
  run(table: string): Promise<void>
}

/** Packets in tables live as long as packets do at most. */
const PACKET_LIFE_MS = 30_000

/** Opens the accounts that tables use, with money in them. */
export async function openBooks(seed = 1): Promise<BooksUnderTest> {
  const clock = createFakeClock()
  const ledger = createMemoryLedger({ clock })
  await runLedgerTable(
    { store: ledger, clock },
    `open     bank   settlement
     open     alice  peer
     open     bob    peer
     open     euro   asset
     open     vault  settlement in 2
     open     dollar asset in 2
     open     carol  peer in 2
     deposit  opening1 bank -> alice 1000    => done
     deposit  opening2 vault -> dollar 1000  => done`,
  )
  const store = createUnreliableStore(ledger)
  const books = openOn({ store, clock, seed })
  const run = createRunner({ books, store, clock })
  return { clock, ledger, store, books, run }
}

/** More books on the same store: another process. */
export function openOn(of: { store: UnreliableStore; clock: FakeClock; seed: number }): Books {
  const { store, clock } = of
  const random = createSeededRandom(of.seed)
  return createBooks({ store, clock, random, log: silentLog, metrics: createMetrics() })
}

/** Lets everything run that needs no time to pass. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 12; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

interface World {
  readonly books: Books
  readonly store: UnreliableStore
  readonly clock: FakeClock
}

function createRunner(world: World): (table: string) => Promise<void> {
  const holds = new Map<string, Hold>()
  const outcomes = new Map<string, string>()
  const context = { ...world, holds, outcomes }
  return async (table) => {
    for (const line of table.split('\n').map((each) => each.trim())) {
      if (line === '' || line.startsWith('#')) continue
      const [event = '', expected] = line.split('=>').map((part) => part.trim())
      const outcome = await runLine(context, event.replace(/\s+/g, ' '), line)
      if (expected !== undefined && outcome !== undefined) check(outcome, expected, line)
    }
    await assertInvariants(world.store)
  }
}

/** Held at once is held, too. */
function check(outcome: string, expected: string, line: string): void {
  const isHeld = expected === 'held' && outcome === 'held at once'
  assert.equal(isHeld ? expected : outcome, expected, line)
}

interface Context extends World {
  readonly holds: Map<string, Hold>
  readonly outcomes: Map<string, string>
}

const HOLD = /^hold (\w+) (.*?)( durable)?$/
const LEG = /^(\w+) -> (\w+) (\d+)$/

/** What a line has come to; nothing, if it says nothing or is one of the ledger's tables. */
async function runLine(context: Context, event: string, line: string): Promise<string | undefined> {
  const { books, store, clock, holds, outcomes } = context
  const [verb = '', name = '', third = ''] = event.split(' ')
  const isHeld = holds.has(name)
  if (verb === 'hold') return await runHold(context, event)
  if (verb === 'outcome') return outcomes.get(name) ?? 'waits'
  if (verb === 'store') store.turn(event.slice('store '.length) as StoreCondition)
  else if (verb === 'give') books.release(holdNamed(holds, third))
  else if (verb === 'keep') books.keep(holdNamed(holds, name))
  else if (verb === 'post' && isHeld) return await runPost(context, name)
  else await runLedgerTable({ store, clock }, line)
  await settle()
  return undefined
}

async function runHold({ books, clock, holds, outcomes }: Context, event: string) {
  const [, name = '', legs = '', durable] = HOLD.exec(event) ?? []
  let soon = ' at once'
  books.hold(
    {
      legs: legs.split(' + ').map(readLeg),
      expiresAtMs: clock.now() + PACKET_LIFE_MS,
      durable: durable !== undefined,
    },
    (result) => {
      if ('refusal' in result) outcomes.set(name, refusalText(result))
      else {
        holds.set(name, result)
        outcomes.set(name, `held${soon}`)
      }
    },
  )
  soon = ''
  await settle()
  return outcomes.get(name) ?? 'waits'
}

async function runPost({ books, holds, outcomes }: Context, name: string): Promise<string> {
  outcomes.delete(name)
  books.post(holdNamed(holds, name), (refusal) => {
    assert.equal(outcomes.get(name), undefined, `${name} is answered once`)
    outcomes.set(name, refusal === undefined ? 'booked' : refusalText(refusal))
  })
  await settle()
  return outcomes.get(name) ?? 'waits'
}

function readLeg(text: string): HoldLeg {
  const [all, debit = '', credit = '', amount = ''] = LEG.exec(text) ?? []
  if (all === undefined) throw new Error(`not a leg: ${text}`)
  return { debitId: accountNamed(debit), creditId: accountNamed(credit), amount: BigInt(amount) }
}

function refusalText({ refusal, leg }: HoldRefusal): string {
  return refusal === 'LedgerUnavailable' ? refusal : `${refusal} at leg ${leg}`
}

function holdNamed(holds: ReadonlyMap<string, Hold>, name: string): Hold {
  const hold = holds.get(name)
  if (hold === undefined) throw new Error(`nothing is held as ${name}`)
  return hold
}
