import { available, type TransferId } from './account.ts'
import type {
  LedgerOperation,
  LedgerRefusal,
  LinkedOperations,
  PendingTransfer,
  PostPending,
  SingleTransfer,
  VoidPending,
} from './ledger-store.ts'
import type { MemoryAccount, MemoryState, MemoryTransfer } from './memory-state.ts'

type Refusal = LedgerRefusal['refusal']

/** Takes an operation back. */
type Undo = () => void

/**
 * Does all of the operations or, with a refusal, none. What is wrong at sight has been looked for.
 */
export function operate(
  state: MemoryState,
  { operations, nowMs }: { operations: LinkedOperations; nowMs: number },
): LedgerRefusal | undefined {
  const linkedIds = operations.filter(({ kind }) => kind === 'pending').map(({ id }) => id)
  const undos: Undo[] = []
  for (const [index, operation] of operations.entries()) {
    const done = operateOne(state, { operation, linkedIds, nowMs })
    if (typeof done === 'string') {
      for (const undo of undos.reverse()) undo()
      return { refusal: done, operation: index }
    }
    undos.push(done)
  }
  return undefined
}

function operateOne(
  state: MemoryState,
  context: { operation: LedgerOperation; linkedIds: readonly TransferId[]; nowMs: number },
): Refusal | Undo {
  const { operation, nowMs } = context
  switch (operation.kind) {
    case 'transfer':
    case 'pending':
      return make(state, { ...context, operation })
    case 'post':
    case 'void':
      return end(state, operation, nowMs)
  }
}

function make(
  state: MemoryState,
  context: {
    operation: SingleTransfer | PendingTransfer
    linkedIds: readonly TransferId[]
    nowMs: number
  },
): Refusal | Undo {
  const { operation, nowMs } = context
  const { kind, id, debitId, creditId, amount, code } = operation
  const debit = state.accounts.get(debitId)
  const credit = state.accounts.get(creditId)
  if (state.transfers.has(id)) return 'TransferExists'
  if (debit === undefined) return 'DebitAccountUnknown'
  if (credit === undefined) return 'CreditAccountUnknown'
  if (debit.ledger !== credit.ledger) return 'DifferentLedgers'
  if (debit.kind !== 'settlement' && available(debit) < amount) return 'InsufficientBalance'
  if (credit.kind === 'settlement' && available(credit) < amount) return 'InsufficientBalance'
  const isPending = kind === 'pending'
  state.transfers.set(id, {
    id,
    debitId,
    creditId,
    amount,
    code,
    ledger: debit.ledger,
    createdAtMs: nowMs,
    state: isPending ? 'pending' : 'posted',
    linkedIds: isPending ? context.linkedIds : [],
    ...(isPending && operation.expiresAtMs !== undefined && { expiresAtMs: operation.expiresAtMs }),
  })
  const takeBack = moveTotals(
    { debit, credit },
    isPending ? { posted: 0n, pending: amount } : { posted: amount, pending: 0n },
  )
  return () => {
    state.transfers.delete(id)
    takeBack()
  }
}

function end(
  state: MemoryState,
  operation: PostPending | VoidPending,
  nowMs: number,
): Refusal | Undo {
  const transfer = state.transfers.get(operation.id)
  if (transfer === undefined) return 'TransferUnknown'
  const before = { state: transfer.state, amount: transfer.amount }
  if (before.state === 'posted') return 'AlreadyPosted'
  if (before.state === 'voided') return 'AlreadyVoided'
  if (before.state === 'expired' || hasExpired(transfer, nowMs)) return 'TransferExpired'
  const isPost = operation.kind === 'post'
  const amount = isPost ? (operation.amount ?? before.amount) : before.amount
  if (amount > before.amount) return 'AmountInvalid'
  Object.assign(transfer, { state: isPost ? 'posted' : 'voided', amount })
  const takeBack = moveTotals(accountsOf(state, transfer), {
    posted: isPost ? amount : 0n,
    pending: -before.amount,
  })
  return () => {
    Object.assign(transfer, before)
    takeBack()
  }
}

/** Whether it is pending and its time is over. */
export function hasExpired(transfer: MemoryTransfer, nowMs: number): boolean {
  const { state, expiresAtMs } = transfer
  return state === 'pending' && expiresAtMs !== undefined && expiresAtMs <= nowMs
}

/** Releases a pending transfer whose time is over. */
export function expire(state: MemoryState, transfer: MemoryTransfer): void {
  transfer.state = 'expired'
  moveTotals(accountsOf(state, transfer), { posted: 0n, pending: -transfer.amount })
}

interface Accounts {
  readonly debit: MemoryAccount
  readonly credit: MemoryAccount
}

function accountsOf(state: MemoryState, transfer: MemoryTransfer): Accounts {
  const debit = state.accounts.get(transfer.debitId)
  const credit = state.accounts.get(transfer.creditId)
  if (debit === undefined || credit === undefined) throw new Error('accounts are never deleted')
  return { debit, credit }
}

/** Both sides move alike; that is what keeps a ledger's debits equal to its credits. */
function moveTotals(
  { debit, credit }: Accounts,
  { posted, pending }: { posted: bigint; pending: bigint },
): Undo {
  const move = (sign: bigint): void => {
    debit.debitsPosted += sign * posted
    debit.debitsPending += sign * pending
    credit.creditsPosted += sign * posted
    credit.creditsPending += sign * pending
  }
  move(1n)
  return () => move(-1n)
}
