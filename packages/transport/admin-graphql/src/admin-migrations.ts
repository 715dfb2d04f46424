import type { MigrationSet } from '@kivuko/postgres'

/** The schema `admin`. */
export const adminMigrations: MigrationSet = {
  schema: 'admin',
  folder: new URL('../migrations/', import.meta.url),
}
