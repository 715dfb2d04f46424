import assert from 'node:assert/strict'
import { test } from 'node:test'
import { collectLog } from './collect-log.ts'

test('keeps every line with the fields of the logs above it', () => {
  const { log, lines } = collectLog()
  log.with({ peer: 'a' }).with({ packet: 1 }).warn('late', { packet: 2 })
  log.info('up')
  assert.deepEqual(lines, [
    { level: 'warn', message: 'late', fields: { peer: 'a', packet: 2 } },
    { level: 'info', message: 'up', fields: {} },
  ])
})
