import assert from 'node:assert/strict'
import { test } from 'node:test'
import { breachesIn } from '../test-tree.ts'
import { fileName } from './file-name.ts'

test('names in kebab-case that say what the file does are fine', () => {
  const breaches = breachesIn(fileName, {
    'packages/domain/ledger/src/reduce-expiry.ts': '',
    'packages/domain/ledger/src/ledger-store.contract.ts': '',
    'packages/domain/ledger/src/token-type.test.ts': '',
    'packages/domain/ledger/migrations/001-accounts.sql': '',
  })
  assert.deepEqual(breaches, [])
})

test('names that say nothing, and other cases, are found in files and folders', () => {
  const breaches = breachesIn(fileName, {
    'packages/domain/ledger/src/utils.ts': '',
    'packages/domain/ledger/src/helpers/a.ts': '',
    'packages/domain/ledger/src/account-service.ts': '',
    'packages/domain/ledger/src/types.test.ts': '',
    'packages/domain/ledger/src/ledgerStore.ts': '',
    'packages/domain/ledger/src/ledger_store.ts': '',
  })
  assert.deepEqual(
    breaches.map((breach) => breach.slice(breach.indexOf(' ') + 1)),
    [
      '"utils" says nothing',
      '"helpers" says nothing',
      '"account-service" says nothing',
      '"types" says nothing',
      '"ledgerStore.ts" is not kebab-case',
      '"ledger_store.ts" is not kebab-case',
    ],
  )
})
