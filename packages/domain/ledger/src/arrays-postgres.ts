import type { LinkedOperations } from './ledger-store.ts'

type Element = string | number | bigint | null

/** A Postgres array of elements whose text needs no quotes: UUIDs, numbers, words, times. */
export function arrayOf(elements: readonly Element[]): string {
  return `{${elements.map((element) => element ?? 'NULL').join(',')}}`
}

/** A time as Postgres reads it in arrays. */
export function timeOf(ms: number): string {
  return new Date(ms).toISOString()
}

/**
 * Operations as the parallel arrays that `ledger.apply` and `ledger.commit` take: kinds, ids,
 * debits, credits, amounts, codes, expiries, links.
 */
export function operationArrays(groups: readonly LinkedOperations[]): readonly string[] {
  const operations = groups.flat()
  const made = operations.map((operation) => (isMade(operation) ? operation : undefined))
  return [
    arrayOf(operations.map(({ kind }) => kind)),
    arrayOf(operations.map(({ id }) => id)),
    arrayOf(made.map((operation) => operation?.debitId ?? null)),
    arrayOf(made.map((operation) => operation?.creditId ?? null)),
    arrayOf(operations.map((operation) => ('amount' in operation && operation.amount) || null)),
    arrayOf(made.map((operation) => operation?.code ?? null)),
    arrayOf(operations.map(expiryOf)),
    arrayOf(groups.flatMap(linksOf)),
  ]
}

function isMade(operation: LinkedOperations[number]) {
  return operation.kind === 'transfer' || operation.kind === 'pending'
}

function expiryOf(operation: LinkedOperations[number]): string | null {
  if (operation.kind !== 'pending' || operation.expiresAtMs === undefined) return null
  return timeOf(operation.expiresAtMs)
}

/**
 * The id of the first pending of a group for each of its operations, or nulls when it has only one.
 */
function linksOf(operations: LinkedOperations): readonly (string | null)[] {
  const pendings = operations.filter(({ kind }) => kind === 'pending')
  const link = pendings.length > 1 ? (pendings[0]?.id ?? null) : null
  return operations.map(() => link)
}
