import assert from 'node:assert/strict'
import { test } from 'node:test'
import { breachesIn } from '../test-tree.ts'
import { pureProtocol } from './pure-protocol.ts'

test('protocol packages calculate, with crypto and buffers', () => {
  const breaches = breachesIn(pureProtocol, {
    'packages/protocol/ilp/src/a.ts': "import 'node:crypto'\nimport 'node:buffer'\n",
    'packages/protocol/ilp/src/a.test.ts': "import 'node:fs'\n",
    'packages/domain/money/src/a.ts': "import 'node:fs'\n",
  })
  assert.deepEqual(breaches, [])
})

test('they do not touch the world', () => {
  const breaches = breachesIn(pureProtocol, {
    'packages/protocol/ilp/src/a.ts': "import { connect } from 'node:net'\n",
  })
  assert.deepEqual(breaches, [
    'packages/protocol/ilp/src/a.ts:1 protocol is pure and does not import node:net',
  ])
})
