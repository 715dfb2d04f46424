import assert from 'node:assert/strict'
import { test } from 'node:test'
import { breachesIn } from '../test-tree.ts'
import { consolePlace } from './console-place.ts'

test('programs and tests write to the console', () => {
  const source = "console.log('ready')\n"
  const breaches = breachesIn(consolePlace, {
    'apps/kivuko/src/a.ts': source,
    'packages/domain/money/src/a.test.ts': source,
    'bench/src/a.ts': source,
  })
  assert.deepEqual(breaches, [])
})

test('packages do not', () => {
  const breaches = breachesIn(consolePlace, {
    'packages/domain/money/src/a.ts': "\nconsole.error('no')\n",
  })
  assert.deepEqual(breaches, ['packages/domain/money/src/a.ts:2 console: log through a Log'])
})
