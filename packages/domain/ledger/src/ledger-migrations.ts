import type { MigrationSet } from '@kivuko/postgres'

/** The schema `ledger`. */
export const ledgerMigrations: MigrationSet = {
  schema: 'ledger',
  folder: new URL('../migrations/', import.meta.url),
}
