import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { systemRandom as random } from '@kivuko/random'
import { collectLog } from '@kivuko/testing'
import { buildSchema, getIntrospectionQuery } from 'graphql'
import { refusal } from '../refusal.ts'
import { createEngine } from './create-engine.ts'
import type { GraphqlRequest } from './read-request.ts'

const sdl = `
  type Query {
    hello: String
    self: Query
    count(of: Int!): Int
    pick(one: Color): String
    must: String!
  }
  type Mutation { pay: String refund: String }
  enum Color { RED }
`

function makeEngine(options: { introspection?: boolean; hello?: () => unknown } = {}) {
  const { introspection = true, hello = () => 'world' } = options
  const schema = buildSchema(sdl)
  const query = schema.getQueryType()?.getFields() ?? {}
  const mutation = schema.getMutationType()?.getFields() ?? {}
  Object.assign(query['hello'] ?? {}, { resolve: hello })
  Object.assign(query['self'] ?? {}, { resolve: () => ({}) })
  Object.assign(mutation['pay'] ?? {}, { resolve: () => 'paid' })
  Object.assign(mutation['refund'] ?? {}, { resolve: () => 'refunded' })
  const { log, lines } = collectLog()
  const engine = createEngine({ schema, introspection, log, random })
  const ask = async (request: Partial<GraphqlRequest>) => {
    const { status, body } = await engine({ query: '', ...request }, {})
    return { status, ...body, error: body.errors?.[0] }
  }
  return { ask, lines }
}

describe('a request', () => {
  test('is answered, the first time and again', async () => {
    const { ask } = makeEngine()
    for (const _ of [1, 2, 3]) {
      const { status, data } = await ask({ query: '{ hello }' })
      assert.deepEqual([status, { ...(data as object) }], [200, { hello: 'world' }])
    }
  })

  test('of several operations runs the one that is named, whichever ran before', async () => {
    const { ask } = makeEngine()
    const query = 'mutation Pay { pay } mutation Refund { refund }'
    for (const _ of [1, 2, 3, 4]) {
      const paid = await ask({ query, operationName: 'Pay' })
      const refunded = await ask({ query, operationName: 'Refund' })
      assert.deepEqual({ ...(paid.data as object) }, { pay: 'paid' })
      assert.deepEqual({ ...(refunded.data as object) }, { refund: 'refunded' })
    }
  })
})

describe('a request that cannot be begun', () => {
  const nested = (levels: number) => `${'{ self '.repeat(levels)}{ hello }${' }'.repeat(levels)}`
  const cases: readonly [string, Partial<GraphqlRequest>, RegExp][] = [
    ['no GraphQL', { query: 'hello' }, /Syntax Error/],
    ['nothing', { query: '' }, /Syntax Error/],
    ['a document as JSON', { query: '{"kind":"Document","definitions":[]}' }, /Syntax Error/],
    ['an unknown field', { query: '{ helo }' }, /^Cannot query field "helo" on type "Query"\.$/],
    ['a wrong argument', { query: '{ count(of: "1") }' }, /Int cannot represent/],
    ['a missing variable', { query: 'query ($n: Int!) { count(of: $n) }' }, /was not provided/],
    [
      'a wrong variable',
      { query: 'query ($c: Color) { pick(one: $c) }', variables: { c: 'REED' } },
      /^Variable "\$c" got invalid value "REED"; Value "REED" does not exist in "Color" enum\.$/,
    ],
    ['an unknown operation', { query: 'query A { hello }', operationName: 'B' }, /named "B"/],
    [
      'no choice among operations',
      { query: 'query A { hello } query B { hello }' },
      /Must provide/,
    ],
    ['a subscription', { query: 'subscription { hello }' }, /subscription/],
    ['too deep', { query: nested(10) }, /nested deeper than 10/],
    ['too dear', { query: `{ ${nestedWide(7)} }` }, /costs more than 5000/],
    ['too long', { query: `{ ${'hello '.repeat(2_001)} }` }, /tokens/],
    ['endless fragments', { query: '{ ...F } fragment F on Query { self { ...F } }' }, /deeper/],
  ]
  for (const [name, request, message] of cases) {
    test(`${name}: 400 with what is wrong`, async () => {
      const { ask } = makeEngine()
      const { status, error, data } = await ask(request)
      assert.equal(status, 400)
      assert.match(error?.message ?? '', message)
      assert.deepEqual(error?.extensions, { code: 'BAD_USER_INPUT' })
      assert.equal(data, undefined)
    })
  }

  test('ten levels are not too deep', async () => {
    const { status } = await makeEngine().ask({ query: nested(9) })
    assert.equal(status, 200)
  })

  /** Two fields in each: cheap to write, dear to answer. */
  function nestedWide(levels: number): string {
    if (levels === 0) return 'hello'
    const inner = nestedWide(levels - 1)
    return `a: self { ${inner} } b: self { ${inner} }`
  }
})

describe('the schema', () => {
  test('is told where introspection is on, and not where it is off', async () => {
    const query = getIntrospectionQuery()
    assert.equal((await makeEngine().ask({ query })).status, 200)
    const refused = await makeEngine({ introspection: false }).ask({ query })
    assert.equal(refused.status, 400)
    assert.match(refused.error?.message ?? '', /introspection/)
    const typename = await makeEngine({ introspection: false }).ask({ query: '{ __typename }' })
    assert.equal(typename.status, 200)
  })
})

describe('a field that fails', () => {
  test('tells what was refused, with code and details', async () => {
    const hello = () => {
      throw refusal('CONFLICT', 'not now', { when: 'later' })
    }
    const { ask, lines } = makeEngine({ hello })
    const { status, data, error } = await ask({ query: '{ hello }' })
    assert.equal(status, 200)
    assert.deepEqual({ ...(data as object) }, { hello: null })
    assert.deepEqual(error, {
      message: 'not now',
      locations: [{ line: 1, column: 3 }],
      path: ['hello'],
      extensions: { code: 'CONFLICT', details: { when: 'later' } },
    })
    assert.equal(lines.length, 0)
  })

  test('tells nothing of a fault of ours but the id that it is logged under', async () => {
    const cause = new Error('password hush')
    const hello = async () => {
      throw cause
    }
    const { ask, lines } = makeEngine({ hello })
    const { error } = await ask({ query: '{ hello }' })
    assert.equal(error?.message, 'Internal server error')
    const { code, errorId, ...rest } = error?.extensions ?? {}
    assert.deepEqual([code, rest], ['INTERNAL_SERVER_ERROR', {}])
    assert.equal(lines.length, 1)
    assert.equal(lines[0]?.fields['errorId'], errorId)
    assert.equal(lines[0]?.fields['err'], cause)
  })

  test('hides what an error of ours carries as extensions', async () => {
    const hello = async () => {
      throw Object.assign(new Error('x'), { extensions: { code: 'OK', secret: 'hush' } })
    }
    const { error } = await makeEngine({ hello }).ask({ query: '{ hello }' })
    assert.equal(JSON.stringify(error).includes('hush'), false)
    assert.equal(error?.extensions?.['code'], 'INTERNAL_SERVER_ERROR')
  })

  test('that must not be null is a fault of ours', async () => {
    const { ask, lines } = makeEngine()
    const { error } = await ask({ query: '{ must }' })
    assert.equal(error?.message, 'Internal server error')
    assert.equal(lines.length, 1)
  })
})
