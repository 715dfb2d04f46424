import assert from 'node:assert/strict'
import { test } from 'node:test'
import { breachesIn } from '../test-tree.ts'
import { timeAndChance } from './time-and-chance.ts'

test('platform, tests, the demo and the benchmarks use the real ones', () => {
  const source = 'setTimeout(f, Date.now())\nMath.random()\n'
  const breaches = breachesIn(timeAndChance, {
    'packages/platform/clock/src/a.ts': source,
    'packages/domain/money/src/a.test.ts': source,
    'apps/demo-wallet/src/a.ts': source,
    'bench/src/a.ts': source,
  })
  assert.deepEqual(breaches, [])
})

test('a date made from a number and a method of the clock are fine', () => {
  const source = [
    'new Date(clock.now())',
    'clock.after(5, f)',
    'Date.parse(text)',
    "import { createHash } from 'node:crypto'",
    'const seal = (randomBytes: RandomBytes) => randomBytes(16)',
  ].join('\n')
  assert.deepEqual(breachesIn(timeAndChance, { 'packages/domain/money/src/a.ts': source }), [])
})

test('every way to read the clock, to wait and to draw is found', () => {
  const lines = [
    'Date.now()',
    'new Date()',
    'performance.now()',
    'Math.random()',
    'setTimeout(f, 1)',
    'setInterval(f, 1)',
    'AbortSignal.timeout(5)',
    'crypto.randomUUID()',
    "import { randomBytes } from 'node:crypto'",
    "import { setTimeout as sleep } from 'node:timers/promises'",
    'take(Date.now)',
  ]
  const breaches = breachesIn(timeAndChance, {
    'packages/domain/money/src/a.ts': lines.join('\n'),
  })
  const found = breaches.map((breach) => Number(/:(\d+) /.exec(breach)?.[1]))
  assert.deepEqual(
    found.sort((a, b) => a - b),
    lines.map((_, index) => index + 1),
  )
})
