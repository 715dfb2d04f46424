import assert from 'node:assert/strict'
import { test } from 'node:test'
import { breachesIn } from '../test-tree.ts'
import { migrationName } from './migration-name.ts'

test('migrations are counted from 001 in each package', () => {
  const breaches = breachesIn(migrationName, {
    'packages/domain/ledger/migrations/001-accounts.sql': '',
    'packages/domain/ledger/migrations/002-holds.sql': '',
    'packages/domain/grants/migrations/001-grants.sql': '',
  })
  assert.deepEqual(breaches, [])
})

test('gaps, twins and strangers are found', () => {
  const breaches = breachesIn(migrationName, {
    'packages/domain/ledger/migrations/001-accounts.sql': '',
    'packages/domain/ledger/migrations/001-twin.sql': '',
    'packages/domain/ledger/migrations/004-gap.sql': '',
    'packages/domain/ledger/src/query.sql': '',
  })
  assert.deepEqual(breaches, [
    'packages/domain/ledger/migrations/001-twin.sql:1 number 001, expected 002',
    'packages/domain/ledger/migrations/004-gap.sql:1 number 004, expected 003',
    'packages/domain/ledger/src/query.sql:1 not named migrations/NNN-name.sql',
  ])
})
