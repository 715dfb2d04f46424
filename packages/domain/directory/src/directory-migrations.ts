import type { MigrationSet } from '@kivuko/postgres'

/** The schema `directory`. */
export const directoryMigrations: MigrationSet = {
  schema: 'directory',
  folder: new URL('../migrations/', import.meta.url),
}
