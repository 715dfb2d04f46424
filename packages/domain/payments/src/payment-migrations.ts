import type { MigrationSet } from '@kivuko/postgres'

/** The schema `payments`. */
export const paymentMigrations: MigrationSet = {
  schema: 'payments',
  folder: new URL('../migrations/', import.meta.url),
}
