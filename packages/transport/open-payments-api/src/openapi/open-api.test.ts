import assert from 'node:assert/strict'
import { describe, test } from 'node:test'

import { formats } from './formats.ts'
import { inlineReferences } from './inline-references.ts'
import { createOpenApi } from './open-api.ts'

const amount = { value: '1', assetCode: 'USD', assetScale: 2 }

describe('the OpenAPI documents', () => {
  test('tell which alternative of a body is wrong where', () => {
    const openApi = createOpenApi()
    const body = {
      walletAddress: 'https://w.example/a',
      receiver: 'https://w.example',
      method: 'ilp',
    }
    assert.match(
      openApi.requestComplaint('create-quote', { query: {}, body }) ?? '',
      /^body\.receiver must match pattern/,
    )
  })

  test('close an object that is closed beside its reference, without losing its members', () => {
    const openApi = createOpenApi()
    const body = {
      id: 'https://w.example/incoming-payments/1',
      walletAddress: 'https://w.example/a',
      completed: true,
      receivedAmount: amount,
      createdAt: '2030-01-01T00:00:00Z',
    }
    const complain = (more: object) =>
      openApi.responseComplaint('complete-incoming-payment', {
        status: 200,
        body: { ...body, ...more },
      })
    assert.equal(complain({}), undefined)
    assert.equal(complain({ methods: [] }), 'must NOT have additional properties: methods')
  })

  test('say nothing of answers that they do not describe', () => {
    const openApi = createOpenApi()
    const answer = { status: 409, body: 'anything' }
    assert.equal(openApi.responseComplaint('complete-incoming-payment', answer), undefined)
  })

  test('are read in time for the first request', () => {
    const startMs = performance.now()
    const openApi = createOpenApi()
    openApi.requestComplaint('create-outgoing-payment', { query: {}, body: {} })
    const tookMs = performance.now() - startMs
    assert.ok(tookMs < 1_000, `${tookMs} ms`)
  })
})

describe('a reference', () => {
  test('that leads nowhere is an error', () => {
    assert.throws(() => inlineReferences({}, { $ref: '#/components/nothing' }), /leads nowhere/)
  })
})

describe('formats', () => {
  const accepts = (format: string, text: string) => formats[format]?.(text)

  test('uint64 is an exact decimal text', () => {
    for (const text of ['0', '1', '18446744073709551615'])
      assert.equal(accepts('uint64', text), true)
    for (const text of ['', '-1', '01', '1.0', '1e3', ' 1', '18446744073709551616']) {
      assert.equal(accepts('uint64', text), false, text)
    }
  })

  test('uri is absolute', () => {
    assert.equal(accepts('uri', 'https://w.example/a'), true)
    for (const text of ['', 'alice', '$w.example/a', '/a', 'https://', 'https://a b/']) {
      assert.equal(accepts('uri', text), false, text)
    }
  })

  test('date-time is a day that exists and has a time zone', () => {
    for (const text of ['2030-01-01T00:00:00Z', '2030-01-01T00:00:00.123+02:00']) {
      assert.equal(accepts('date-time', text), true)
    }
    for (const text of ['2030-01-01', '2030-13-01T00:00:00Z', '2030-01-01T00:00:00', 'now']) {
      assert.equal(accepts('date-time', text), false, text)
    }
  })
})
