import type { MigrationSet } from '@kivuko/postgres'

/** The schema `webhooks`. */
export const webhookMigrations: MigrationSet = {
  schema: 'webhooks',
  folder: new URL('../migrations/', import.meta.url),
}
