import assert from 'node:assert/strict'
import { test } from 'node:test'
import { breachesIn } from '../test-tree.ts'
import { sqlPlace } from './sql-place.ts'

test('stores, tests and the Postgres package hold SQL; sentences are not SQL', () => {
  const breaches = breachesIn(sqlPlace, {
    'packages/domain/ledger/src/ledger-store-postgres.ts': "run('select 1 from accounts')\n",
    'packages/domain/ledger/src/a.test.ts': "run('delete from accounts')\n",
    'packages/platform/postgres/src/migrate.ts': "run('create schema ledger')\n",
    'packages/domain/ledger/src/a.ts': "say('Update the rate, then select one.')\n",
  })
  assert.deepEqual(breaches, [])
})

test('SQL elsewhere is found, in templates and behind white space too', () => {
  const breaches = breachesIn(sqlPlace, {
    'packages/domain/ledger/src/a.ts': [
      "run('SELECT id FROM accounts')",
      'run(`\n  insert into ${table} values (1)`)',
      "run('with a as (select 1) update accounts set total = 0')",
    ].join('\n'),
  })
  assert.deepEqual(breaches, [
    'packages/domain/ledger/src/a.ts:1 SQL outside of a *-postgres.ts file',
    'packages/domain/ledger/src/a.ts:4 SQL outside of a *-postgres.ts file',
    'packages/domain/ledger/src/a.ts:2 SQL outside of a *-postgres.ts file',
  ])
})
