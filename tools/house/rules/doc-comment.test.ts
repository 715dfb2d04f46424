import assert from 'node:assert/strict'
import { test } from 'node:test'
import { breachesIn } from '../test-tree.ts'
import { docComment } from './doc-comment.ts'

test('documented exports, re-exports and what is not exported are fine', () => {
  const source = [
    '/** Says one. */',
    'export const one = 1',
    'const two = 2',
    '/** Adds. */',
    'export function add(a: number): number',
    'export function add(a: string): string',
    "export { three } from './three.ts'",
  ].join('\n')
  assert.deepEqual(breachesIn(docComment, { 'packages/domain/money/src/a.ts': source }), [])
})

test('exports without a doc comment, or with an empty or distant one, are found', () => {
  const source = [
    'export const one = 1',
    '// No doc comment.',
    'export type Two = 2',
    '/** */',
    'export interface Three {}',
    '/** About nothing. */',
    'const four = 4',
    'export function five() {}',
  ].join('\n')
  assert.deepEqual(breachesIn(docComment, { 'packages/domain/money/src/a.ts': source }), [
    'packages/domain/money/src/a.ts:1 one has no doc comment',
    'packages/domain/money/src/a.ts:3 Two has no doc comment',
    'packages/domain/money/src/a.ts:5 Three has no doc comment',
    'packages/domain/money/src/a.ts:8 five has no doc comment',
  ])
})

test('a tag carries no type', () => {
  const source = '/**\n * Adds.\n * @param {number} a the first\n */\nexport function add(a) {}\n'
  assert.deepEqual(breachesIn(docComment, { 'packages/domain/money/src/a.ts': source }), [
    'packages/domain/money/src/a.ts:1 a type in a tag: the signature has it',
  ])
})
