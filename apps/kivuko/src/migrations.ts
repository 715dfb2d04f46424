import { adminMigrations } from '@kivuko/admin-graphql'
import { directoryMigrations } from '@kivuko/directory'
import { grantMigrations } from '@kivuko/grants'
import { ledgerMigrations } from '@kivuko/ledger'
import { paymentMigrations } from '@kivuko/payments'
import type { MigrationSet } from '@kivuko/postgres'
import { webhookMigrations } from '@kivuko/webhooks'

/** The schemas of the backend's database, in the order in which they are made. */
export const backendMigrations: readonly MigrationSet[] = [
  ledgerMigrations,
  webhookMigrations,
  directoryMigrations,
  paymentMigrations,
  adminMigrations,
]

/** The schemas of the authorization server's database. */
export const authMigrations: readonly MigrationSet[] = [grantMigrations]
