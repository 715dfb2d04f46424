import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Secret } from '@kivuko/log'
import fc from 'fast-check'
import {
  base64Secret,
  baseUrl,
  boolean,
  custom,
  decimalFraction,
  filePath,
  integer,
  milliseconds,
  oneOf,
  pattern,
  port,
  secret,
  secretText,
  url,
  urlList,
  uuid,
} from './parsers.ts'
import type { Parser } from './setting.ts'

const id = 'f47ac10b-58cc-4372-a567-0e02b2c3d479'

interface Row {
  readonly name: string
  readonly parser: Parser<unknown>
  readonly taken: readonly (readonly [string, unknown])[]
  readonly refused: readonly string[]
}

const rows: readonly Row[] = [
  {
    name: 'boolean',
    parser: boolean(),
    taken: [
      ['true', true],
      ['false', false],
    ],
    refused: ['TRUE', '1', '0', 'yes', 'no', ' true', 'false\n'],
  },
  {
    name: 'integer',
    parser: integer({ min: -5, max: 10 }),
    taken: [
      ['0', 0],
      ['-5', -5],
      ['10', 10],
      ['007', 7],
    ],
    refused: ['11', '-6', '1.0', '1e1', '0x1', '+1', ' 1', '1 ', 'one', '1n', '-'],
  },
  {
    name: 'integer without bounds',
    parser: integer(),
    taken: [['9007199254740991', Number.MAX_SAFE_INTEGER]],
    refused: ['9007199254740993', '99999999999999999999'],
  },
  {
    name: 'milliseconds',
    parser: milliseconds({ max: 1_000 }),
    taken: [
      ['0', 0],
      ['1000', 1_000],
    ],
    refused: ['-1', '1001', '5s', '1.5'],
  },
  {
    name: 'port',
    parser: port(),
    taken: [
      ['0', 0],
      ['65535', 65_535],
    ],
    refused: ['65536', '-1', 'http', ':80'],
  },
  {
    name: 'url',
    parser: url(),
    taken: [
      ['http://localhost:3000', 'http://localhost:3000'],
      ['https://a.example/b/?c=d', 'https://a.example/b/?c=d'],
    ],
    refused: ['localhost:3000', '/path', 'ftp://a.example', 'http://', 'example.com'],
  },
  {
    name: 'url of given protocols',
    parser: url(['redis:', 'rediss:']),
    taken: [['redis://127.0.0.1:6379', 'redis://127.0.0.1:6379']],
    refused: ['http://127.0.0.1:6379'],
  },
  {
    name: 'baseUrl',
    parser: baseUrl(),
    taken: [
      ['https://a.example/', 'https://a.example'],
      ['https://a.example/b//', 'https://a.example/b'],
      ['https://a.example', 'https://a.example'],
    ],
    refused: ['https://a.example/?b', 'https://a.example/#c', 'a.example'],
  },
  {
    name: 'urlList',
    parser: urlList(),
    taken: [
      ['http://a, https://b/c', ['http://a', 'https://b/c']],
      ['http://a,', ['http://a']],
      ['', []],
    ],
    refused: ['http://a b', 'a,b', 'http://a,b'],
  },
  {
    name: 'uuid',
    parser: uuid(),
    taken: [
      [id, id],
      [id.toUpperCase(), id],
    ],
    refused: [id.slice(1), `${id}0`, id.replaceAll('-', ''), id.replace('f', 'g'), `{${id}}`],
  },
  {
    name: 'oneOf',
    parser: oneOf('lax', 'none'),
    taken: [['lax', 'lax']],
    refused: ['Lax', 'strict', 'toString'],
  },
  {
    name: 'filePath',
    parser: filePath(),
    taken: [['/run/secrets/key.pem', '/run/secrets/key.pem']],
    refused: ['/run\0/key'],
  },
  {
    name: 'decimalFraction',
    parser: decimalFraction({ max: '1' }),
    taken: [
      ['0.01', { num: 1n, den: 100n }],
      ['0.0100', { num: 1n, den: 100n }],
      ['0', { num: 0n, den: 1n }],
      ['1', { num: 1n, den: 1n }],
      ['1.00', { num: 1n, den: 1n }],
    ],
    refused: ['1.01', '-0.01', '1e-2', '.5', '5.', '1%', '0,01', 'NaN', `0.${'1'.repeat(30)}`],
  },
  {
    name: 'pattern',
    parser: pattern('an ILP address', /^(g|test)(\.[A-Za-z0-9_~-]+)+$/),
    taken: [['test.kivuko', 'test.kivuko']],
    refused: ['test', 'test..a', 'https://a'],
  },
  {
    name: 'custom',
    parser: custom('an even number', (value) => (Number(value) % 2 === 0 ? value : undefined)),
    taken: [['2', '2']],
    refused: ['3'],
  },
]

for (const { name, parser, taken, refused } of rows) {
  test(`${name} takes ${parser.expected}, and nothing else`, () => {
    for (const [value, expected] of taken) assert.deepEqual(parser.parse(value), expected, value)
    for (const value of refused) assert.equal(parser.parse(value), undefined, value)
  })
}

test('base64Secret takes the base64 of so many bytes, padded or not, kept as its text', () => {
  const parser = base64Secret(32)
  const padded = Buffer.alloc(32, 7).toString('base64')
  for (const value of [padded, padded.replaceAll('=', '')]) {
    const parsed = parser.parse(value)
    assert.ok(parsed instanceof Secret)
    assert.equal(parsed.reveal(), value)
    assert.equal(Buffer.from(parsed.reveal(), 'base64').length, 32)
  }
  for (const value of [
    Buffer.alloc(31).toString('base64'),
    Buffer.alloc(33).toString('base64'),
    `${padded}\n`,
    padded.replace('B', '*'),
    padded.slice(0, -1).replace('B', ' '),
  ]) {
    assert.equal(parser.parse(value), undefined, JSON.stringify(value))
  }
  assert.equal(parser.secret, true)
})

test('secretText keeps a text exactly as it is given', () => {
  assert.equal(secretText().parse(' spaced= ')?.reveal(), ' spaced= ')
  assert.equal(secret(url()).parse('not a url'), undefined)
  const parsed = secret(url(['postgresql:'])).parse('postgresql://user:hush@localhost/kivuko')
  assert.equal(String(parsed), '[secret]')
})

test('a decimal fraction is exact', () => {
  fc.assert(
    fc.property(fc.bigInt(0n, 10n ** 12n), fc.nat(12), (digits, scale) => {
      const padded = digits.toString().padStart(scale + 1, '0')
      const whole = padded.slice(0, padded.length - scale)
      const fraction = padded.slice(padded.length - scale)
      const ratio = decimalFraction().parse(fraction === '' ? whole : `${whole}.${fraction}`)
      assert.ok(ratio !== undefined)
      assert.equal(ratio.num * 10n ** BigInt(scale), digits * ratio.den)
    }),
  )
})
