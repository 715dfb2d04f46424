export {
  type AccountId,
  type AccountKind,
  type AccountSignals,
  available,
  type Balance,
  liquidity,
  type NewAccount,
  type TransferId,
} from './account.ts'
export { assertInvariants, booksBalance, type LedgerAudit, violations } from './audit.ts'
export { auditLedger } from './audit-postgres.ts'
export type { Books, Hold, HoldLeg, HoldRefusal, HoldRequest } from './books.ts'
export { createBooks } from './create-books.ts'
export { ledgerMigrations } from './ledger-migrations.ts'
export {
  type BooksCommit,
  type BooksCommitResult,
  type BooksId,
  commitOperationsMax,
  type LedgerOperation,
  type LedgerRefusal,
  type LedgerSignal,
  type LedgerStore,
  type LedgerWriter,
  type LinkedOperations,
  type LinkedSums,
  type OpenPending,
  type PairSum,
  type PendingTransfer,
  type PostPending,
  type RecordedTransfer,
  type SignalQuery,
  type SingleTransfer,
  type SumRefusal,
  type TransferCode,
  type VoidPending,
  type WindowChange,
  windowShare,
} from './ledger-store.ts'
export { createMemoryLedger, type MemoryLedger } from './ledger-store-memory.ts'
export {
  createPostgresLedger,
  ledgerSignalsChannel,
  type PostgresLedger,
} from './ledger-store-postgres.ts'
export { releaseExpiredTransfers } from './release-loop.ts'
