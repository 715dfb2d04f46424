import assert from 'node:assert/strict'
import { test } from 'node:test'
import { breachesIn } from '../test-tree.ts'
import { importDirection } from './import-direction.ts'

const empty = 'export {}\n'

test('imports that go down the groups and along the plan are fine', () => {
  const breaches = breachesIn(importDirection, {
    'packages/platform/clock/src/index.ts': empty,
    'packages/protocol/ilp/src/index.ts': empty,
    'packages/domain/money/src/index.ts': empty,
    'packages/domain/ledger/src/a.ts': "import '@kivuko/money'\nimport '@kivuko/clock'\n",
    'packages/domain/connector/src/a.ts': "import '@kivuko/ilp'\n",
    'packages/transport/ilp-http/src/a.ts': "import type {} from '@kivuko/ilp'\n",
    'apps/kivuko/src/a.ts': "import '@kivuko/money'\n",
    'e2e/src/a.ts': "import '../../apps/kivuko/src/a.ts'\n",
  })
  assert.deepEqual(breaches, [])
})

test('an import upwards is found, of types and dynamic ones too', () => {
  const breaches = breachesIn(importDirection, {
    'packages/transport/ilp-http/src/index.ts': empty,
    'packages/domain/money/src/a.ts': "import type {} from '@kivuko/ilp-http'\n",
    'packages/platform/clock/src/a.ts': "\nawait import('@kivuko/ilp-http')\n",
    'packages/protocol/ilp/src/a.ts': "let a: import('@kivuko/ilp-http').A\n",
  })
  assert.deepEqual(breaches, [
    'packages/domain/money/src/a.ts:1 packages/domain/money may not import ' +
      'packages/transport/ilp-http: imports go down',
    'packages/platform/clock/src/a.ts:2 packages/platform/clock may not import ' +
      'packages/transport/ilp-http: imports go down',
    'packages/protocol/ilp/src/a.ts:1 packages/protocol/ilp may not import ' +
      'packages/transport/ilp-http: imports go down',
  ])
})

test('inside the domain only the planned edges are open', () => {
  const breaches = breachesIn(importDirection, {
    'packages/domain/payments/src/index.ts': empty,
    'packages/platform/clock/src/index.ts': empty,
    'packages/domain/connector/src/a.ts': "import '@kivuko/payments'\n",
    'packages/domain/routing/src/a.ts': "import '@kivuko/clock'\n",
    'packages/domain/novelty/src/a.ts': "import '@kivuko/clock'\n",
  })
  assert.deepEqual(breaches, [
    'packages/domain/connector/src/a.ts:1 packages/domain/connector may not import ' +
      'packages/domain/payments: not in the plan',
    'packages/domain/routing/src/a.ts:1 packages/domain/routing may not import ' +
      'packages/platform/clock: not in the plan',
    'packages/domain/novelty/src/a.ts:1 packages/domain/novelty may not import ' +
      'packages/platform/clock: not in the plan',
  ])
})

test('protocol takes nothing from platform, adapter nothing else, apps nothing from apps', () => {
  const breaches = breachesIn(importDirection, {
    'packages/platform/clock/src/index.ts': empty,
    'packages/domain/money/src/index.ts': empty,
    'apps/demo/src/index.ts': empty,
    'packages/protocol/ilp/src/a.ts': "import '@kivuko/clock'\n",
    'packages/adapter/adapter/src/a.ts': "import '@kivuko/money'\nimport '@kivuko/clock'\n",
    'apps/kivuko/src/a.ts': "import '@kivuko/demo'\n",
  })
  assert.equal(breaches.length, 3)
})

test('only tests import the testing kit', () => {
  const breaches = breachesIn(importDirection, {
    'packages/platform/testing/src/index.ts': empty,
    'packages/domain/money/src/a.test.ts': "import '@kivuko/testing'\n",
    'packages/domain/money/src/a.ts': "import '@kivuko/testing'\n",
  })
  assert.deepEqual(breaches, ['packages/domain/money/src/a.ts:1 only tests import @kivuko/testing'])
})
