import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readRequest } from './read-request.ts'

const read = (text: string) => readRequest(JSON.parse(text), Buffer.from(text))

describe('texts of a request', () => {
  const taken = [
    '{"query":"{ a }","variables":{"a":"\\ud83d\\ude00 \\u00e9","list":[null,1,"\\u0041"]}}',
    '{"query":"{ a(b: \\"\\\\u0041\\") }"}',
    String.raw`{"query":"{ a }","variables":{"a":"a backslash, a u: \\u0000"}}`,
  ]
  for (const text of taken) {
    test(`are taken as they are: ${text}`, () => {
      assert.deepEqual(read(text), JSON.parse(text))
    })
  }

  const refused = [
    '{"query":"{ a }","variables":{"a":"\\u0000"}}',
    '{"query":"{ a }","variables":{"a":{"b":["\\ud800"]}}}',
    '{"query":"{ a }","variables":{"a":{"\\udc00":1}}}',
    '{"query":"{ a(b: \\"\\ud800\\") }"}',
    '{"query":"{ a(b: \\"\\\\u0000\\") }"}',
    '{"query":"{ a(b: \\"\\\\u{00}\\") }"}',
  ]
  for (const text of refused) {
    test(`are refused that cannot be stored: ${text}`, () => {
      assert.equal(read(text), 'Texts must be Unicode, without the character NUL')
    })
  }
})

test('nulls are the same as nothing', () => {
  const text = '{"query":"{ a }","variables":null,"operationName":null,"extensions":{}}'
  assert.deepEqual(read(text), { query: '{ a }' })
})
