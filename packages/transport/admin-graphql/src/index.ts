export {
  type AdminServerOptions,
  type AdminSettings,
  createAdminServer,
} from './create-admin-server.ts'
export type { AdminPorts } from './admin-ports.ts'
export { adminMigrations } from './admin-migrations.ts'
export type { SignatureReplayGuard } from './authentication/signature-replay-guard.ts'
export { createPostgresReplayGuard } from './authentication/signature-replay-guard-postgres.ts'
export type { IdempotencyStore } from './idempotency/idempotency-store.ts'
export { createPostgresIdempotencyStore } from './idempotency/idempotency-store-postgres.ts'
export { startAdminPruning } from './start-admin-pruning.ts'
