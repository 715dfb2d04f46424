export {
  createTestDatabase,
  type TestDatabase,
  type TestDatabaseOptions,
} from './create-test-database-postgres.ts'
export {
  startAseDouble,
  type AseDouble,
  type AseDoubleOptions,
  type RateTable,
  type ReceivedWebhook,
  type WebhookAnswer,
} from './ase-double.ts'
export type { SignatureState } from './check-webhook-signature.ts'
export { collectLog, type CollectedLine, type CollectedLog } from './collect-log.ts'
export { freePort } from './free-port.ts'
export {
  startProgram,
  type Program,
  type ProgramEnd,
  type RunningProgram,
} from './start-program.ts'
export { waitFor, type WaitOptions } from './wait-for.ts'
