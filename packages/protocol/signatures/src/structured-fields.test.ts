import assert from 'node:assert/strict'
import { test } from 'node:test'

import { parseByteSequences, parseInnerLists, serializeString } from './structured-fields.ts'

test('a signature-input gives its components, its parameters and its own text', () => {
  const raw = '("@method" "content-digest";sf "@target-uri");created=1618884473;keyid="a \\"b\\"";x'
  const list = parseInnerLists(`sig1=${raw} , proxy=()`)?.get('sig1')
  assert.deepEqual(list?.items, [
    { value: '@method', hasParameters: false },
    { value: 'content-digest', hasParameters: true },
    { value: '@target-uri', hasParameters: false },
  ])
  assert.deepEqual(
    [...(list?.parameters ?? [])],
    [
      ['created', 1618884473],
      ['keyid', 'a "b"'],
      ['x', true],
    ],
  )
  assert.equal(list?.raw, raw)
})

test('several members are told apart, the last of a label counting', () => {
  const lists = parseInnerLists('a=("x"), b=("y"),a=( "z" )')
  assert.deepEqual([...(lists?.keys() ?? [])], ['a', 'b'])
  assert.deepEqual(lists?.get('a')?.items, [{ value: 'z', hasParameters: false }])
})

test('parameters may be strings, tokens, integers, booleans and bytes', () => {
  const list = parseInnerLists('s=();a="x";b=tok/en;c=-7;d=?0;e=:AQI=:;f')?.get('s')
  assert.deepEqual(Object.fromEntries(list?.parameters ?? []), {
    a: 'x',
    b: 'tok/en',
    c: -7,
    d: false,
    e: Buffer.from([1, 2]),
    f: true,
  })
})

for (const text of [
  '',
  'sig1',
  'sig1=',
  'sig1=("a"',
  'sig1=("a""b")',
  'sig1=(a)',
  'Sig1=("a")',
  'sig1=("a"),',
  'sig1=("a");created=1.5',
  'sig1=("a") x',
  'sig1=("é")',
  'sig1=("a");keyid="\\x"',
]) {
  test(`no inner lists are read from ${text || 'nothing'}`, () => {
    assert.equal(parseInnerLists(text), undefined)
  })
}

test('byte sequences are decoded, and nothing else is taken for them', () => {
  assert.deepEqual(
    parseByteSequences('sha-512=:AQID:, x=::')?.get('sha-512'),
    Buffer.from([1, 2, 3]),
  )
  for (const text of ['sha-512=AQID', 'sha-512=:A', 'sha-512=:A!:', 'sha-512="AQID"']) {
    assert.equal(parseByteSequences(text), undefined)
  }
})

test('a structured string is quoted, and refused outside ASCII', () => {
  assert.equal(serializeString('a"b\\c'), '"a\\"b\\\\c"')
  assert.throws(() => serializeString('é'), TypeError)
})
