import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLog } from './create-log.ts'
import type { Log, LogLevel } from './log.ts'
import { Secret } from './secret.ts'
import { silentLog } from './silent-log.ts'

interface Written {
  readonly log: Log
  /** The lines written so far, parsed. */
  lines(): Record<string, unknown>[]
}

function written(level: LogLevel = 'debug', name?: string): Written {
  const texts: string[] = []
  const destination = { write: (line: string) => void texts.push(line) }
  const log = createLog({ level, destination, ...(name === undefined ? {} : { name }) })
  return { log, lines: () => texts.map((text) => JSON.parse(text)) }
}

function fieldsOf(fields: Record<string, unknown>): Record<string, unknown> {
  const { log, lines } = written()
  log.info('message', fields)
  const { level, time: _time, msg, ...rest } = lines()[0] ?? {}
  assert.deepEqual([level, msg], ['info', 'message'])
  return rest
}

test('writes a line of JSON with level, time, name, fields and message', () => {
  const { log, lines } = written('info', 'backend')
  log.warn('peer is slow', { peerId: 'p1', waitMs: 12 })
  const [{ time, ...line } = {}] = lines()
  assert.match(String(time), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  assert.deepEqual(line, {
    level: 'warn',
    name: 'backend',
    peerId: 'p1',
    waitMs: 12,
    msg: 'peer is slow',
  })
})

test('writes only lines of its level and above', () => {
  const { log, lines } = written('warn')
  log.debug('1')
  log.info('2', { a: 1 })
  log.warn('3')
  log.error('4', { a: 1 })
  assert.deepEqual(
    lines().map(({ msg }) => msg),
    ['3', '4'],
  )
})

test('with adds fields to every line, its own and those of logs made from it', () => {
  const { log, lines } = written()
  const tenant = log.with({ tenantId: 't', secret: new Secret('hush') })
  tenant.info('a')
  tenant.with({ amount: 5n }).info('b', { more: true })
  assert.deepEqual(
    lines().map(({ time: _time, level: _level, ...rest }) => rest),
    [
      { tenantId: 't', secret: '[secret]', msg: 'a' },
      { tenantId: 't', secret: '[secret]', amount: '5', more: true, msg: 'b' },
    ],
  )
})

test('prints a bigint as its decimal text, however deep', () => {
  const fields = fieldsOf({ amount: 18446744073709551615n, deep: [{ amount: -1n }] })
  assert.deepEqual(fields, { amount: '18446744073709551615', deep: [{ amount: '-1' }] })
})

test('never prints a secret nor bytes', () => {
  const fields = fieldsOf({
    secret: new Secret('hush'),
    deep: { list: [new Secret('hush')], map: new Map([['k', new Secret('hush')]]) },
    key: Buffer.from('hush'),
    bytes: new Uint8Array(3),
  })
  assert.deepEqual(fields, {
    secret: '[secret]',
    deep: { list: ['[secret]'], map: { k: '[secret]' } },
    key: '[4 bytes]',
    bytes: '[3 bytes]',
  })
})

test('prints dates, URLs, sets and undefined as JSON does or better', () => {
  const fields = fieldsOf({
    at: new Date(0),
    url: new URL('https://example.com/a'),
    set: new Set(['a', 1n]),
    nothing: undefined,
    none: null,
    call: () => 1,
  })
  assert.deepEqual(fields, {
    at: '1970-01-01T00:00:00.000Z',
    url: 'https://example.com/a',
    set: ['a', '1'],
    none: null,
  })
})

test('prints an error with its code and its chain of causes', () => {
  const root = Object.assign(new RangeError('no route'), { code: 'EHOSTUNREACH' })
  const err = new Error('cannot send', { cause: new TypeError('bad peer', { cause: root }) })
  const { err: printed } = fieldsOf({ err }) as { err: Record<string, unknown> }
  assert.match(String(printed['stack']), /create-log\.test/)
  const chain: unknown[] = []
  for (let at: unknown = printed; at !== undefined; ) {
    const { type, message, code, cause } = at as Record<string, unknown>
    chain.push([type, message, code])
    at = cause
  }
  assert.deepEqual(chain, [
    ['Error', 'cannot send', undefined],
    ['TypeError', 'bad peer', undefined],
    ['RangeError', 'no route', 'EHOSTUNREACH'],
  ])
})

test('does not print what libraries hang on errors', () => {
  const err = Object.assign(new Error('failed'), { headers: { authorization: 'hush' } })
  assert.doesNotMatch(JSON.stringify(fieldsOf({ err })), /hush/)
})

test('prints the members of an AggregateError', () => {
  const err = new AggregateError([new Error('one'), 'two'], 'both')
  const { err: printed } = fieldsOf({ err }) as { err: { errors: [{ message: string }, string] } }
  assert.equal(printed.errors[0].message, 'one')
  assert.equal(printed.errors[1], 'two')
})

test('survives cycles, of objects and of causes, and long arrays', () => {
  const cycle: Record<string, unknown> = {}
  cycle['self'] = cycle
  const err = new Error('circular')
  err.cause = err
  const fields = fieldsOf({ cycle, err, long: Array.from({ length: 150 }, () => 0) })
  assert.match(JSON.stringify(fields), /\[deep\]/)
  assert.equal((fields['long'] as unknown[]).at(-1), '[50 more]')
})

test('the silent log takes everything and says nothing', () => {
  const log = silentLog.with({ a: 1 })
  log.error('error', { err: new Error('x') })
  assert.equal(log.with({}), silentLog)
})
