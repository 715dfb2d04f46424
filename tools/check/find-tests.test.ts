import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sampleTree } from '../house/test-tree.ts'
import { findTests } from './find-tests.ts'

test('tests are sorted by where they stand and whether they run a suite of contracts', () => {
  const tree = sampleTree({
    'packages/domain/ledger/src/ledger-store.contract.ts': '',
    'packages/domain/ledger/src/ledger-store-memory.test.ts':
      "import { ledgerStoreContract } from './ledger-store.contract.ts'\n",
    'packages/domain/ledger/src/account.test.ts': "import './account.ts'\n",
    'packages/domain/ledger/src/account.ts': '',
    'tools/house/a.test.ts': '',
    'e2e/src/pay.test.ts': '',
  })
  assert.deepEqual(findTests(tree), {
    unit: ['packages/domain/ledger/src/account.test.ts', 'tools/house/a.test.ts'],
    contract: ['packages/domain/ledger/src/ledger-store-memory.test.ts'],
    e2e: ['e2e/src/pay.test.ts'],
  })
})
