import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import type { FakeClock } from '@kivuko/clock'
import type { AccountId, AccountKind, Balance, TransferId } from './account.ts'
import { assertInvariants } from './audit.ts'
import type {
  LedgerOperation,
  LedgerSignal,
  LedgerStore,
  LinkedOperations,
  SignalQuery,
} from './ledger-store.ts'

/** A store with nothing in it, on a clock that stands still. */
export interface LedgerUnderTest extends AsyncDisposable {
  readonly store: LedgerStore
  readonly clock: FakeClock
  readonly takeSignals: (query: SignalQuery) => Promise<readonly LedgerSignal[]>
}

/** The ledger number of every account that a table opens, unless it says `in N`. */
const LEDGER = 1

/** The id that stands for a name in tables, the same in every test. */
export function accountNamed(name: string): AccountId {
  return uuidOf(`account ${name}`) as AccountId
}

/** See `accountNamed`. */
export function transferNamed(name: string): TransferId {
  return uuidOf(`transfer ${name}`) as TransferId
}

function uuidOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex')
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
  ]
  return [...parts, hex.slice(20, 32)].join('-')
}

/**
 * Runs a table of ledger events against a store and checks every result; after it, the books must
 * balance. One event a line, what is expected after `=>`; a line that starts with `&` is linked to
 * the one before.
 *
 *     open     bank  settlement
 *     open     alice peer in 2
 *     deposit  T1 bank -> alice 100          => done
 *     pending  P1 alice -> bob 30 for 5s     => done
 *     & post   P1 20                         => AlreadyPosted at 1
 *     wait     6s
 *     release                                => 1
 *     balance  alice                         => debits 20 + 0, credits 100 + 0
 *     open pendings alice                    => P1
 */
export async function runLedgerTable(
  { store, clock }: { store: LedgerStore; clock: FakeClock },
  table: string,
): Promise<void> {
  for (const event of readEvents(table)) await runEvent({ store, clock }, event)
  await assertInvariants(store)
}

interface Event {
  readonly lines: readonly string[]
  readonly expected: string
}

/** Joins linked lines; the last one has what is expected of all. */
function readEvents(table: string): readonly Event[] {
  const events: { lines: string[]; expected: string }[] = []
  for (const text of table.split('\n').map((line) => line.trim())) {
    if (text === '' || text.startsWith('#')) continue
    const [line = '', expected = ''] = text
      .split('=>')
      .map((part) => part.trim().replace(/\s+/g, ' '))
    const last = events.at(-1)
    if (!line.startsWith('&')) events.push({ lines: [line], expected })
    else if (last === undefined) throw new Error('the first line of a table has nothing to link to')
    else Object.assign(last, { lines: [...last.lines, line.slice(1).trim()], expected })
  }
  return events
}

async function runEvent(
  { store, clock }: { store: LedgerStore; clock: FakeClock },
  { lines, expected }: Event,
): Promise<void> {
  const [line = ''] = lines
  const [verb = '', subject = '', third = '', , fourth] = line.split(' ')
  switch (line.startsWith('open pendings') ? 'open pendings' : verb) {
    case 'open': {
      const ledger = Number(fourth ?? LEDGER)
      const kind = third as AccountKind
      return await store.createAccounts([{ id: accountNamed(subject), ledger, kind }])
    }
    case 'wait':
      return await clock.advance(Number.parseInt(subject, 10) * 1_000)
    case 'release':
      return assert.equal(String(await store.releaseExpired(clock.now())), expected, line)
    case 'balance':
      return assert.equal(await balanceText(store, subject), expected, line)
    case 'open pendings': {
      const open = await store.openPendings(accountNamed(third))
      const names = expected === 'none' ? [] : expected.split(', ')
      return assert.deepEqual(
        open.map(({ id }) => id),
        names.map(transferNamed),
        line,
      )
    }
    default: {
      const operations = lines.map((each) => readOperation(each, clock.now()))
      return assert.equal(await resultText(store, operations), expected, lines.join(' & '))
    }
  }
}

async function balanceText(store: LedgerStore, name: string): Promise<string> {
  const id = accountNamed(name)
  const balance = (await store.balances([id])).get(id)
  return balance === undefined ? 'none' : formatBalance(balance)
}

function formatBalance(balance: Balance): string {
  const { debitsPosted, debitsPending, creditsPosted, creditsPending } = balance
  return `debits ${debitsPosted} + ${debitsPending}, credits ${creditsPosted} + ${creditsPending}`
}

async function resultText(store: LedgerStore, operations: LinkedOperations): Promise<string> {
  const refused = await store.apply(operations)
  if (refused === undefined) return 'done'
  return operations.length === 1 ? refused.refusal : `${refused.refusal} at ${refused.operation}`
}

const MOVEMENT = /^(\w+) (\w+) (\w+) -> (\w+) (-?\d+)(?: for (\d+)s)?$/
const END = /^(post|void) (\w+)(?: (\d+))?$/

function readOperation(line: string, nowMs: number): LedgerOperation {
  const end = END.exec(line)
  if (end !== null) {
    const [, kind, name = '', amount] = end
    const id = transferNamed(name)
    if (kind === 'void') return { kind, id }
    return { kind: 'post', id, ...(amount !== undefined && { amount: BigInt(amount) }) }
  }
  const [all, kind, name = '', debit = '', credit = '', amount = '', seconds] =
    MOVEMENT.exec(line) ?? []
  if (all === undefined) throw new Error(`not an event of a ledger table: ${line}`)
  const movement = {
    id: transferNamed(name),
    debitId: accountNamed(debit),
    creditId: accountNamed(credit),
    amount: BigInt(amount),
    code: kind === 'deposit' ? kind : kind === 'withdrawal' ? kind : 'transfer',
  } as const
  if (kind !== 'pending') return { kind: 'transfer', ...movement }
  const expiresAtMs = nowMs + Number(seconds) * 1_000
  return { kind, ...movement, ...(seconds !== undefined && { expiresAtMs }) }
}
