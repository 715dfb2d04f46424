export type {
  DedicatedConnection,
  Postgres,
  Queries,
  Row,
  Statement,
  Transaction,
  TransactionOptions,
} from './postgres.ts'
export { connectPostgres, type PostgresOptions } from './connect-postgres.ts'
export {
  migrate,
  pendingMigrations,
  requireMigrated,
  type PendingMigration,
} from './migrate-postgres.ts'
export { readMigrationFiles, type MigrationFile, type MigrationSet } from './migration-files.ts'
export { findEmbeddedPostgres } from './embedded/find-embedded-postgres.ts'
export { ensureDatabase } from './ensure-database-postgres.ts'
export {
  isCheckViolation,
  isForeignKeyViolation,
  isStatementTimeout,
  isTransient,
  isUniqueViolation,
} from './errors.ts'
export {
  type Page,
  type PageQuery,
  pageSizeDefault,
  pageSizeMax,
  readPage,
} from './page-postgres.ts'
export {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
} from './embedded/start-embedded-postgres.ts'
