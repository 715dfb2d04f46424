import type { MigrationSet } from '@kivuko/postgres'

/** The schema `grants`. */
export const grantMigrations: MigrationSet = {
  schema: 'grants',
  folder: new URL('../migrations/', import.meta.url),
}
