import assert from 'node:assert/strict'
import { test } from 'node:test'
import { breachesIn } from '../test-tree.ts'
import { plainTypescript } from './plain-typescript.ts'

test('types that go away when the code runs are fine', () => {
  const source = [
    "export type Phase = 'open' | 'closed'",
    'export const read = (value: unknown): string => String(value)',
    "declare module 'untyped' {}",
  ].join('\n')
  assert.deepEqual(breachesIn(plainTypescript, { 'packages/domain/money/src/a.ts': source }), [])
})

test('any, enums, namespaces and default exports are found, in tests too', () => {
  const source = [
    'export const read = (value: any) => value as Map<string, any>',
    'enum Phase { Open }',
    'namespace Money { export const a = 1 }',
    'export default read',
  ].join('\n')
  const breaches = breachesIn(plainTypescript, { 'packages/domain/money/src/a.test.ts': source })
  assert.deepEqual(breaches, [
    'packages/domain/money/src/a.test.ts:1 any: say the type',
    'packages/domain/money/src/a.test.ts:1 any: say the type',
    'packages/domain/money/src/a.test.ts:2 enum: use a union of strings',
    'packages/domain/money/src/a.test.ts:3 namespace: use a file',
    'packages/domain/money/src/a.test.ts:4 default export: give it a name',
  ])
})
