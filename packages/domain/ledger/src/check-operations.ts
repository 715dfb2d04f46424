import { uint64Max } from '@kivuko/money'
import { commitOperationsMax, type LedgerOperation, type LedgerRefusal } from './ledger-store.ts'
import type { LinkedOperations } from './ledger-store.ts'

/**
 * What is wrong with operations whatever the accounts hold: every store reports it before it looks
 * at anything. Throws when there are too many.
 */
export function refusalAtSight(operations: LinkedOperations): LedgerRefusal | undefined {
  if (operations.length > commitOperationsMax) {
    throw new RangeError(`${operations.length} operations; at most ${commitOperationsMax} a call`)
  }
  for (const [index, operation] of operations.entries()) {
    const refusal = wrongAtSight(operation)
    if (refusal !== undefined) return { refusal, operation: index }
  }
  return undefined
}

/** Whether a transfer can be of this amount. */
export function isTransferAmount(amount: bigint): boolean {
  return amount > 0n && amount <= uint64Max
}

function wrongAtSight(operation: LedgerOperation): LedgerRefusal['refusal'] | undefined {
  if (operation.kind === 'void') return undefined
  if (operation.amount !== undefined && !isTransferAmount(operation.amount)) return 'AmountInvalid'
  if (operation.kind === 'post') return undefined
  return operation.debitId === operation.creditId ? 'SameAccounts' : undefined
}
