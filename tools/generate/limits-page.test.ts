import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sampleTree } from '../house/test-tree.ts'
import { limitsPage } from './limits-page.ts'

test('a limit becomes a row that leads to its file; bars in the comment are kept apart', () => {
  const tree = sampleTree({
    'packages/domain/money/src/amount.ts': '// Digits | places.\nconst digitsMax = 1_000\n',
  })
  const { path, text } = limitsPage(tree)
  assert.equal(path, 'docs/LIMITS.md')
  const link = '[amount.ts](../packages/domain/money/src/amount.ts)'
  assert.ok(text.endsWith(`\n| digitsMax | 1,000 | ${link} | Digits \\| places. |\n`), text)
})
