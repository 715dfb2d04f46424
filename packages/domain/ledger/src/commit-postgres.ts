import type { Queries, Statement } from '@kivuko/postgres'
import { arrayOf, operationArrays, timeOf } from './arrays-postgres.ts'
import { refusalAtSight } from './check-operations.ts'
import {
  type BooksCommit,
  type BooksCommitResult,
  commitOperationsMax,
  type LedgerRefusal,
  type LinkedOperations,
  type SignalQuery,
  type SumRefusal,
  windowShare,
} from './ledger-store.ts'

/** Is told the signals that a movement has written, to be announced after its commit. */
export type TellSignals = (told: readonly SignalQuery['signal'][]) => void

/** Does linked operations in one call, inside the transaction of `queries` if it is one. */
export async function applyOperations(
  queries: Queries,
  tell: TellSignals,
  { operations, nowMs }: { operations: LinkedOperations; nowMs: number },
): Promise<LedgerRefusal | undefined> {
  const refusal = refusalAtSight(operations)
  if (refusal !== undefined || operations.length === 0) return refusal
  const [row] = await queries.query<{ refused: RefusedPlace | null; told: Told }>({
    name: 'ledger.apply',
    text: `select refused, told from ledger.apply($1::timestamptz, $2::text[], $3::uuid[],
      $4::uuid[], $5::uuid[], $6::numeric[], $7::text[], $8::timestamptz[], $9::uuid[])`,
    values: [timeOf(nowMs), ...operationArrays([operations])],
  })
  tell(row?.told ?? [])
  return readRefusal(row?.refused ?? undefined)
}

/** Commits one flush in one call. */
export async function commitBooks(
  queries: Queries,
  tell: TellSignals,
  { batch, nowMs }: { batch: BooksCommit; nowMs: number },
): Promise<BooksCommitResult> {
  requireSize(batch)
  const atSight = batch.groups.map(refusalAtSight)
  const [row] = await queries.query<{ answer: CommitAnswer }>(
    commitStatement({ batch, atSight, nowMs }),
  )
  if (row === undefined) throw new Error('ledger.commit gave no row')
  const { windows, sums, groups, told } = row.answer
  tell(told ?? [])
  return {
    windows: windows.map((amount) => (amount === null ? undefined : BigInt(amount))),
    sums: batch.sums.map((_, index) => sums[index]),
    groups: batch.groups.map((_, index) => atSight[index] ?? readRefusal(groups[index])),
  }
}

/** What `ledger.commit` answers: refusals by the index of what was refused. */
interface CommitAnswer {
  readonly windows: readonly (string | null)[]
  readonly sums: Readonly<Record<number, SumRefusal>>
  readonly groups: Readonly<Record<number, RefusedPlace>>
  readonly told: Told
}

type Told = readonly SignalQuery['signal'][] | null

type RefusedPlace = readonly [refusal: LedgerRefusal['refusal'], operation: number]

function readRefusal(refused: RefusedPlace | undefined): LedgerRefusal | undefined {
  return refused && { refusal: refused[0], operation: refused[1] }
}

function commitStatement(commit: {
  batch: BooksCommit
  atSight: readonly (LedgerRefusal | undefined)[]
  nowMs: number
}): Statement {
  const { batch, atSight, nowMs } = commit
  const { windows, sums } = batch
  const pairs = sums.flat()
  const groups = batch.groups.map((group, index) => (atSight[index] === undefined ? group : []))
  return {
    name: 'ledger.commit',
    text: `select ledger.commit($1::timestamptz, $2::uuid, $3::bigint, $4::numeric,
      $5::uuid[], $6::uuid[], $7::numeric[], $8::numeric[], $9::numeric[], $10::timestamptz[],
      $11::integer[], $12::uuid[], $13::uuid[], $14::uuid[], $15::numeric[],
      $16::integer[], $17::text[], $18::uuid[], $19::uuid[], $20::uuid[],
      $21::numeric[], $22::text[], $23::timestamptz[], $24::uuid[]) as answer`,
    values: [
      timeOf(nowMs),
      batch.booksId,
      batch.number,
      windowShare,
      arrayOf(windows.map(({ windowId }) => windowId)),
      arrayOf(windows.map(({ accountId }) => accountId)),
      arrayOf(windows.map(({ floor }) => floor)),
      arrayOf(windows.map(({ needed }) => needed)),
      arrayOf(windows.map(({ target }) => target)),
      arrayOf(windows.map(({ expiresAtMs }) => timeOf(expiresAtMs))),
      arrayOf(sums.flatMap((linked, index) => linked.map(() => index))),
      arrayOf(pairs.map(({ id }) => id)),
      arrayOf(pairs.map(({ debitId }) => debitId)),
      arrayOf(pairs.map(({ creditId }) => creditId)),
      arrayOf(pairs.map(({ amount }) => amount)),
      arrayOf(groups.flatMap((group, index) => group.map(() => index))),
      ...operationArrays(groups),
    ],
  }
}

function requireSize({ windows, sums, groups }: BooksCommit): void {
  const entries = windows.length + sums.flat().length + groups.flat().length
  if (entries > commitOperationsMax) {
    throw new RangeError(`${entries} entries; at most ${commitOperationsMax} a commit`)
  }
}
