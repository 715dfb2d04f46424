import assert from 'node:assert/strict'
import { test } from 'node:test'
import { breachesIn } from '../test-tree.ts'
import { docLink } from './doc-link.ts'

test('links to files and folders, to sections and to the web are fine', () => {
  const breaches = breachesIn(docLink, {
    'packages/domain/money/src/a.ts': '',
    LICENSE: '',
    'docs/a.md': [
      '[a](../packages/domain/money/src/a.ts)',
      '[b](../packages/domain)',
      '[c](#here) [d](b.md#there) [e](https://example.org/x.md) [f](../LICENSE)',
    ].join('\n'),
    'docs/b.md': '',
  })
  assert.deepEqual(breaches, [])
})

test('a link to what is not there is found', () => {
  const breaches = breachesIn(docLink, { 'docs/a.md': 'text\nsee [b](b.md) and [c](../c/)\n' })
  assert.deepEqual(breaches, ['docs/a.md:2 b.md leads nowhere', 'docs/a.md:2 ../c/ leads nowhere'])
})
