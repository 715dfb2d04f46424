import assert from 'node:assert/strict'
import type { FakeClock } from '@kivuko/clock'
import type { AccountId } from './account.ts'
import { assertInvariants } from './audit.ts'
import type { Books, Hold, HoldLeg, HoldRefusal } from './books.ts'
import type { MemoryLedger } from './ledger-store-memory.ts'
import { openBooks, openOn, settle } from './test-books-table.ts'
import { accountNamed, transferNamed } from './test-ledger-table.ts'
import {
  createUnreliableStore,
  type StoreCondition,
  type UnreliableStore,
} from './test-unreliable-store.ts'

/** What packets, processes and the world may do. */
export type Step =
  | { do: 'hold'; process: number; way: number; amount: number; durable: boolean }
  | { do: 'post' | 'release' | 'keep'; hold: number }
  | { do: 'wait'; ms: number }
  | { do: 'transfer'; way: number; amount: number }
  | { do: 'store'; condition: StoreCondition }
  | { do: 'pause' }
  | { do: 'crash' | 'close'; process: number }

/** The ways that packets take: debit and credit account of each leg. */
export const ways: readonly (readonly (readonly [string, string])[])[] = [
  [['alice', 'bob']],
  [['bob', 'alice']],
  [
    ['alice', 'euro'],
    ['dollar', 'carol'],
  ],
  [
    ['bob', 'euro'],
    ['dollar', 'carol'],
  ],
]

/** How many processes there are at any time. */
export const processCount = 3

/**
 * A process with books. When it has crashed, its store hears nothing more, and it nothing of it.
 */
interface Process {
  readonly store: UnreliableStore
  readonly books: Books
  crashed: boolean
}

/** A post: what was asked, and how it was answered. */
interface PostRecord {
  readonly legs: readonly HoldLeg[]
  readonly process: Process
  outcome: 'waits' | 'booked' | HoldRefusal['refusal']
}

interface HeldMoney {
  readonly hold: Hold
  readonly process: Process
  readonly durable: boolean
}

/** The ledger, and as a simple model what was promised to whom. */
export interface World {
  readonly clock: FakeClock
  readonly ledger: MemoryLedger
  readonly processes: Process[]
  readonly asked: { readonly process: Process; answers: number }[]
  readonly posts: PostRecord[]
  readonly kept: HeldMoney[]
  holds: HeldMoney[]
  made: number
  /** The store was away, or a process stood still: a window may have run out. */
  troubled: boolean
}

/** Three processes on one ledger. */
export async function openWorld(): Promise<World> {
  const { clock, ledger } = await openBooks()
  const processes: Process[] = []
  const world: World = {
    clock,
    ledger,
    processes,
    asked: [],
    posts: [],
    kept: [],
    holds: [],
    made: 0,
    troubled: false,
  }
  while (processes.length < processCount) processes.push(newProcess(world))
  return world
}

function newProcess(world: World): Process {
  world.made += 1
  const store = createUnreliableStore(world.ledger)
  return { store, books: openOn({ store, clock: world.clock, seed: world.made }), crashed: false }
}

/** Does a step and lets it take effect; holds that follow each other are of the same moment. */
export async function takeStep(world: World, step: Step): Promise<void> {
  switch (step.do) {
    case 'hold':
      return hold(world, step)
    case 'post':
    case 'release':
    case 'keep':
      end(world, step.do, step.hold)
      break
    case 'wait':
      await wait(world, step.ms)
      break
    case 'transfer':
      await transfer(world, step)
      break
    case 'store':
      world.troubled ||= step.condition !== 'works'
      for (const { store } of world.processes) store.turn(step.condition)
      break
    case 'pause':
      world.troubled = true
      world.clock.set(world.clock.now() + 90_000)
      await world.ledger.releaseExpired(world.clock.now())
      break
    case 'crash':
    case 'close':
      await replace(world, step.process, step.do)
  }
  await settle()
}

function hold(world: World, step: Extract<Step, { do: 'hold' }>): void {
  const process = world.processes[step.process]
  if (process === undefined) return
  const amount = BigInt(step.amount)
  const legs = (ways[step.way] ?? []).map(([debit, credit]) => ({
    debitId: accountNamed(debit),
    creditId: accountNamed(credit),
    amount,
  }))
  const question = { process, answers: 0 }
  world.asked.push(question)
  const { durable } = step
  process.books.hold({ legs, expiresAtMs: world.clock.now() + 30_000, durable }, (result) => {
    question.answers += 1
    if (!process.crashed && 'legs' in result) world.holds.push({ hold: result, process, durable })
  })
}

function end(world: World, how: 'post' | 'release' | 'keep', index: number): void {
  const found = world.holds[index % Math.max(1, world.holds.length)]
  if (found === undefined) return
  world.holds = world.holds.filter((held) => held !== found)
  const { process, durable } = found
  if (how === 'post') return post(world, found)
  if (how === 'release' || !durable) return process.books.release(found.hold)
  world.kept.push(found)
  process.books.keep(found.hold)
}

function post(world: World, { hold: held, process }: HeldMoney): void {
  const record: PostRecord = { legs: held.legs, process, outcome: 'waits' }
  world.posts.push(record)
  process.books.post(held, (refusal) => {
    if (process.crashed) return
    assert.equal(record.outcome, 'waits', 'a post is answered once')
    record.outcome = refusal?.refusal ?? 'booked'
    if (refusal !== undefined) assert.ok(world.troubled, 'what is held can be booked')
  })
}

async function wait({ clock, ledger }: World, ms: number): Promise<void> {
  await clock.advance(ms)
  await settle()
  await ledger.releaseExpired(clock.now())
}

async function transfer(world: World, step: Extract<Step, { do: 'transfer' }>): Promise<void> {
  const [debit = '', credit = ''] = ways[step.way]?.[0] ?? []
  world.made += 1
  await world.ledger.apply([
    {
      kind: 'transfer',
      id: transferNamed(`direct ${world.made}`),
      debitId: accountNamed(debit),
      creditId: accountNamed(credit),
      amount: BigInt(step.amount),
      code: 'deposit',
    },
  ])
}

/** A new process in the place of one that ends; its holds are nobody's any more. */
async function replace(world: World, index: number, how: 'crash' | 'close'): Promise<void> {
  const old = world.processes[index]
  if (old === undefined) return
  world.processes[index] = newProcess(world)
  const closed = how === 'close' ? old.books[Symbol.asyncDispose]() : undefined
  if (closed === undefined) crash(old)
  await world.clock.advance(11_000)
  await closed
  crash(old)
  world.holds = world.holds.filter((held) => held.process !== old)
}

function crash(process: Process): void {
  process.crashed = true
  process.store.turn('is silent')
}

/** Books balance; what was confirmed is booked, and no more; what is held is reserved. */
export async function checkWorld(world: World): Promise<void> {
  await assertInvariants(world.ledger)
  for (const [debit, credit] of ways.flat()) await checkBooked(world, { debit, credit })
  if (world.troubled) return
  for (const name of ['alice', 'bob', 'dollar']) await checkReserved(world, name)
}

async function checkBooked(
  { ledger, posts }: World,
  { debit, credit }: { debit: string; credit: string },
): Promise<void> {
  const [debitId, creditId] = [accountNamed(debit), accountNamed(credit)]
  const { debits } = await ledger.transfers({ accountId: debitId, limit: 100_000 })
  const booked = total(
    debits.filter(({ creditId: to, state, code }) => {
      return to === creditId && state === 'posted' && code === 'transfer'
    }),
  )
  const sumOf = (records: readonly PostRecord[]) =>
    total(records.flatMap(({ legs }) => legsBetween(legs, { debitId, creditId })))
  const confirmed = sumOf(posts.filter(({ outcome }) => outcome === 'booked'))
  const open = sumOf(posts.filter((record) => record.outcome === 'waits' || isUnknown(record)))
  assert.ok(booked >= confirmed, `${debit} to ${credit}: ${booked} booked, not ${confirmed}`)
  assert.ok(booked <= confirmed + open, `${debit} to ${credit}: ${booked} booked is too much`)
}

/** A process that ends while the store is away cannot tell what became of its last commit. */
function isUnknown({ process, outcome }: PostRecord): boolean {
  return process.crashed && outcome === 'LedgerUnavailable'
}

async function checkReserved({ ledger, holds }: World, name: string): Promise<void> {
  const id = accountNamed(name)
  const balance = (await ledger.balances([id])).get(id)
  assert.ok(balance !== undefined)
  const held = (isDurable: boolean) => {
    const alike = holds.filter(({ durable }) => durable === isDurable)
    return total(
      alike.flatMap(({ hold: { legs } }) => legs.filter(({ debitId }) => debitId === id)),
    )
  }
  assert.ok(balance.debitsInWindows >= held(false), `${name} lacks what windows hold`)
  assert.ok(balance.debitsPending - balance.debitsInWindows >= held(true), `${name} lacks pendings`)
}

/**
 * The store works again and all processes end in order: everybody has an answer, nothing is left.
 */
export async function finishWorld(world: World): Promise<void> {
  for (const { store } of world.processes) store.turn('works')
  await wait(world, 5_000)
  for (const { process, hold: held } of world.holds) process.books.release(held)
  world.holds = []
  for (const { books } of world.processes) {
    const closed = books[Symbol.asyncDispose]()
    await wait(world, 1_000)
    await closed
    assert.deepEqual(books.openHolds(), { count: 0, amount: 0n })
  }
  const lives = ({ process }: { readonly process: Process }) => !process.crashed
  assert.ok(world.asked.filter(lives).every(({ answers }) => answers === 1))
  assert.ok(world.posts.filter(lives).every(({ outcome }) => outcome !== 'waits'))
  await wait(world, 120_000)
  await checkWorld(world)
  const audits = await world.ledger.audit()
  assert.ok(
    audits.every(({ windows }) => windows === 0n),
    'no window is left',
  )
  const pending = audits.reduce((sum, { pendings }) => sum + pendings, 0n)
  const kept = total(world.kept.filter(lives).flatMap(({ hold: { legs } }) => legs))
  assert.ok(pending >= kept, 'what is kept stays')
}

function legsBetween(
  legs: readonly HoldLeg[],
  pair: { debitId: AccountId; creditId: AccountId },
): readonly HoldLeg[] {
  return legs.filter((leg) => leg.debitId === pair.debitId && leg.creditId === pair.creditId)
}

function total(amounts: readonly { readonly amount: bigint }[]): bigint {
  return amounts.reduce((sum, { amount }) => sum + amount, 0n)
}
