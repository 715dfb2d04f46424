import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Params } from '../engine/source.ts'
import type { AdapterDefinition } from './adapter-definition.ts'
import { BATCH_ITEMS_MAX } from './batch.ts'
import type { SourceDefinition } from '../sources/source-definition.ts'
import { endpoint } from './endpoint.ts'
import { flag, group, list, number, text } from './field.ts'
import { input } from './input.ts'
import { createNormaliser } from './normalise.ts'
import type { NormalisedRequest, RawRequest } from './normalised-request.ts'

const pair = input({
  base: text().symbol().aka('from', 'coin'),
  quote: text().symbol().aka('to', 'market'),
  amount: number().between(0, 1_000).optional(),
})
const source = (name: string): SourceDefinition<Params> => ({
  kind: 'pull',
  name,
  env: {},
  bind: () => ({ kind: 'pull', name, plan: () => [] }),
})
const price = endpoint({ input: pair, sources: [source('ws'), source('rest')], aka: ['Crypto'] })
const acme = { name: 'acme', endpoints: { price } } satisfies AdapterDefinition
const { normalise } = createNormaliser(acme)

function understood(request: RawRequest, from = normalise): NormalisedRequest {
  const found = from(request)
  assert.ok(found.ok, JSON.stringify(found))
  return found
}

function paramsOf(data: unknown, from = normalise) {
  return understood({ data }, from).params
}

function refused(request: RawRequest, from = normalise): readonly [number, string] {
  const found = from(request)
  assert.ok(!found.ok, JSON.stringify(found))
  return [found.statusCode, found.message]
}

function of(endpoints: AdapterDefinition['endpoints'], more: Partial<AdapterDefinition> = {}) {
  return createNormaliser({ name: 'acme', endpoints, ...more }).normalise
}

const sources = [source('rest')]

test('aliases, letter case, order and unknown fields make no difference', () => {
  const expected = { base: 'ETH', quote: 'USD' }
  for (const data of [
    { base: 'ETH', quote: 'USD' },
    { quote: 'usd', base: 'eth' },
    { from: 'Eth', to: 'USD', unknown: [1], id: 7 },
    { coin: 'ETH', market: 'usd', base: null, amount: null },
  ]) {
    assert.deepEqual(paramsOf(data), expected)
    assert.deepEqual(Object.keys(paramsOf(data)), ['base', 'quote'])
  }
  assert.deepEqual(paramsOf({ ...expected, amount: 5 }), { ...expected, amount: 5 })
})

const wrong: readonly (readonly [string, unknown, RegExp])[] = [
  ['quote is missing', { base: 'ETH' }, /^quote is missing/],
  ['base is missing', { quote: 'USD' }, /^base is missing/],
  ['nothing is given', {}, /^base is missing/],
  ['data is null', null, /^base is missing/],
  ['data is a text', 'ETH', /^base is missing/],
  ['data is an array', [], /^base is missing/],
  ['data is not there', undefined, /^base is missing/],
  ['what is required is null', { base: null, quote: 'USD' }, /^base is missing/],
  ['two names of one parameter are given', { base: 'A', from: 'A', quote: 'B' }, /given twice/],
  ['two aliases are given', { coin: 'A', from: 'A', quote: 'B' }, /given twice/],
  ['a text is empty', { base: '', quote: 'B' }, /^base is wrong/],
  ['a text is blank', { base: ' \n', quote: 'B' }, /^base is wrong/],
  ['a text is endless', { base: 'x'.repeat(5_000), quote: 'B' }, /^base is wrong/],
  ['a text is a number', { base: 5, quote: 'B' }, /^base is wrong: expected a symbol/],
  ['a text is an object', { base: {}, quote: 'B' }, /^base is wrong/],
  ['a number is a text', { base: 'A', quote: 'B', amount: '5' }, /^amount is wrong/],
  ['a number is out of bounds', { base: 'A', quote: 'B', amount: 1_001 }, /from 0 to 1000/],
  ['a number is none', { base: 'A', quote: 'B', amount: Number.NaN }, /^amount is wrong/],
  ['overrides is a text', { base: 'A', quote: 'B', overrides: 'x' }, /^overrides is wrong/],
  ['overrides is flat', { base: 'A', quote: 'B', overrides: { A: 'x' } }, /^overrides is wrong/],
  ['an override is none', { base: 'A', quote: 'B', overrides: { z: { A: 5 } } }, /^overrides/],
  ['tokenOverrides is wrong', { base: 'A', quote: 'B', tokenOverrides: [] }, /^tokenOverrides/],
  ['includes is wrong', { base: 'A', quote: 'B', includes: [{}] }, /^includes/],
  ['the transport is unknown', { base: 'A', quote: 'B', transport: 'ftp' }, /^transport/],
  ['the transport is a number', { base: 'A', quote: 'B', transport: 1 }, /^transport/],
  ['an array is empty', { base: [], quote: 'B' }, /^base is wrong/],
  ['an array has what is no symbol', { base: ['A', 5], quote: 'B' }, /^base is wrong/],
  ['an array is within an array', { base: [['A']], quote: 'B' }, /^base is wrong/],
]

for (const [name, data, message] of wrong) {
  test(`refuses with 400 when ${name}`, () => {
    const [statusCode, said] = refused({ data })
    assert.equal(statusCode, 400)
    assert.match(said, message)
  })
}

test('an endpoint is found by each of its names, in data or beside it, in any letter case', () => {
  const data = { base: 'ETH', quote: 'USD' }
  for (const name of ['price', 'PRICE', 'crypto', 'Crypto', '', null, undefined]) {
    assert.equal(understood({ data: { ...data, endpoint: name } }).endpoint, 'price')
    assert.equal(understood({ data, endpoint: name }).endpoint, 'price')
  }
  assert.equal(
    understood({ data, query: new URLSearchParams('endpoint=CRYPTO') }).endpoint,
    'price',
  )
})

test('an unknown endpoint is refused with 404, one that is no text with 400', () => {
  assert.equal(refused({ data: { endpoint: 'zzz' } })[0], 404)
  assert.equal(refused({ data: {}, endpoint: 'zzz' })[0], 404)
  assert.equal(refused({ data: { endpoint: 5 } })[0], 400)
})

test('without an endpoint, the default one is meant; without a default, 400', () => {
  const volume = endpoint({ input: pair, sources })
  const data = { base: 'A', quote: 'B' }
  assert.equal(refused({ data }, of({ price, volume }))[0], 400)
  const withDefault = of({ price, volume }, { defaultEndpoint: 'volume' })
  assert.equal(understood({ data }, withDefault).endpoint, 'volume')
})

test('two endpoints of one name are refused where they are defined', () => {
  assert.throws(() => of({ price, CRYPTO: price }), /Two endpoints are called crypto/)
  assert.throws(() => of({ price }, { defaultEndpoint: 'volume' }), /volume is not there/)
  assert.throws(() => of({}), /needs an endpoint/)
})

test('the query wins over data, whatever the names, and its numbers are numbers', () => {
  const data = { from: 'ETH', quote: 'USD', amount: 1 }
  const withQuery = (query: string) =>
    understood({ data, query: new URLSearchParams(query) }).params
  assert.deepEqual(withQuery('amount=5&base=LTC'), { base: 'LTC', quote: 'USD', amount: 5 })
  for (const [written, amount] of [
    ['', 0],
    ['0x10', 16],
    [' 7 ', 7],
    ['007', 7],
  ] as const) {
    assert.equal(withQuery(`amount=${encodeURIComponent(written)}`)['amount'], amount)
  }
  assert.equal(withQuery('base=007')['base'], '007')
  assert.match(refused({ data, query: new URLSearchParams('amount=x') })[1], /^amount is wrong/)
  assert.match(refused({ data, query: new URLSearchParams('base=A&coin=B') })[1], /given twice/)
  const alone = understood({ data: null, query: new URLSearchParams('base=BTC&base=ETH&to=USD') })
  assert.deepEqual(alone.params, { base: ['BTC', 'ETH'], quote: 'USD' })
})

test('maxAge is a whole number of ms, or is not there', () => {
  const maxAgeOf = (maxAge: unknown) =>
    understood({ data: { base: 'A', quote: 'B', maxAge } }).maxAgeMs
  for (const nothing of [undefined, null, 0, 0.5, 'abc', '', [], true, Number.POSITIVE_INFINITY]) {
    assert.equal(maxAgeOf(nothing), undefined)
  }
  const rows = [
    [10, 10],
    [60_000, 60_000],
    ['7000', 7_000],
    [1_500.9, 1_500],
    [-1, -1],
  ] as const
  for (const [given, expected] of rows) assert.equal(maxAgeOf(given), expected)
})

test('a source is chosen by transport, or by the overrides', () => {
  const data = { base: 'A', quote: 'B' }
  assert.equal(understood({ data }).transport, undefined)
  assert.equal(understood({ data: { ...data, transport: 'REST' } }).transport, 'rest')
  const overrides = { acme: { transport: 'ws' } }
  const chosen = understood({ data: { ...data, overrides } })
  assert.deepEqual([chosen.transport, chosen.params], ['ws', data])
})

test('options, dependencies, exclusions, defaults, lists and groups', () => {
  const rich = input({
    kind: text().oneOf('spot', 'mid').default('spot'),
    hours: number().optional().excludes('days'),
    days: number().optional(),
    until: text().optional().dependsOn('days', 'kind'),
    deep: flag().optional(),
    wallets: list(group({ network: text().aka('net'), size: number().default(1) })).optional(),
    page: text().url().optional(),
  })
  const from = of({ rich: endpoint({ input: rich, sources }) })
  assert.deepEqual(paramsOf({}, from), { kind: 'spot' })
  assert.deepEqual(paramsOf({ kind: 'mid', days: 2, until: 'x' }, from), {
    kind: 'mid',
    days: 2,
    until: 'x',
  })
  assert.deepEqual(paramsOf({ wallets: [{ net: 'a', other: 1 }] }, from)['wallets'], [
    { network: 'a', size: 1 },
  ])
  const bad: readonly (readonly [unknown, RegExp])[] = [
    [{ kind: 'high' }, /^kind is wrong: expected one of spot, mid$/],
    [{ hours: 1, days: 1 }, /^hours cannot be given together with days$/],
    [{ until: 'x' }, /^until needs days/],
    [{ deep: 'true' }, /^deep is wrong: expected true or false$/],
    [{ wallets: {} }, /^wallets is wrong: expected an array/],
    [{ wallets: [{}] }, /network \(a text/],
    [{ page: 'nowhere' }, /^page is wrong: expected a URL/],
  ]
  for (const [data, message] of bad) assert.match(refused({ data }, from)[1], message)
  const query = new URLSearchParams('deep=true&days=3&kind=mid')
  const merged = understood({ data: {}, query }, from)
  assert.deepEqual(merged.params, { kind: 'mid', days: 3, deep: true })
})

test('a default that would be refused is refused where it is defined', () => {
  const bad = input({ amount: number().between(1, 2).default(3) })
  assert.throws(() => of({ bad: endpoint({ input: bad, sources }) }), /default of amount/)
})

test('a check sees what sources would get, and its words are the refusal', () => {
  const checked = endpoint({
    input: pair,
    sources,
    rename: { PAX: 'USDP' },
    check: ({ base, quote }) => (base === quote ? `${base} has no price in itself` : undefined),
  })
  const from = of({ checked })
  assert.equal(
    refused({ data: { base: 'PAX', quote: 'usdp' } }, from)[1],
    'USDP has no price in itself',
  )
})

const renaming = of({
  price: endpoint({ input: pair, sources, rename: { pax: 'usd-p' }, invert: [['jpy', 'USD']] }),
})

test('an override changes what sources get and keys are made of, and no other request', () => {
  const data = { base: 'wxyz', quote: 'USD' }
  const overrides = { 'AC-me': { wXYZ: 'abcd-id' }, other: { WXYZ: 'no' } }
  const changed = understood({ data: { ...data, overrides } })
  assert.deepEqual(changed.params, { base: 'abcd-id', quote: 'USD' })
  assert.deepEqual(changed.asked, { base: 'WXYZ', quote: 'USD' })
  assert.deepEqual(paramsOf(data), { base: 'WXYZ', quote: 'USD' })
})

test('the first symbol is renamed, unless the endpoint says otherwise; overrides win', () => {
  assert.deepEqual(paramsOf({ base: 'PAX', quote: 'PAX' }, renaming), {
    base: 'usd-p',
    quote: 'PAX',
  })
  const overrides = { acme: { PAX: 'MINE' } }
  const data = { base: 'PAX', quote: 'USD', overrides }
  assert.equal(paramsOf(data, renaming)['base'], 'MINE')
  const both = { input: pair, sources, rename: { A: 'Z' }, renamed: ['base', 'quote'] }
  assert.deepEqual(paramsOf({ base: 'A', quote: 'A' }, of({ both: endpoint(both) })), {
    base: 'Z',
    quote: 'Z',
  })
  const amount = endpoint({ ...both, renamed: ['amount'] })
  assert.throws(() => of({ amount }), /amount is no symbol/)
})

const tokens = input({
  base: text().symbol(),
  quote: text().symbol(),
  chain: text().default('ethereum'),
  contract: text().tokenOf('base', { parameter: 'chain' }),
  quoteContract: text().tokenOf('quote', 'Ethereum').optional(),
})
const dex = endpoint({
  input: tokens,
  sources,
  rename: { DAI: 'dai-v2' },
  invert: [['USD', 'WETH']],
  tokens: { ethereum: { DAI: '0xda1', weth: '0x3e7' }, Polygon: { DAI: '0xp01' } },
})

test("a token's address is given, from the request's own table, or the endpoint's", () => {
  const from = of({ dex })
  const contracts = (data: Readonly<Record<string, unknown>>): readonly unknown[] => {
    const { contract, quoteContract } = understood({ data: { quote: 'USD', ...data } }, from).params
    return [contract, quoteContract]
  }
  const own = { tokenOverrides: { ETHEREUM: { dai: '0xMine', USD: '0xusd' }, polygon: {} } }
  assert.deepEqual(contracts({ base: 'DAI' }), ['0xda1', undefined])
  assert.deepEqual(contracts({ base: 'dai', chain: 'polygon' }), ['0xp01', undefined])
  assert.deepEqual(contracts({ base: 'DAI', ...own }), ['0xMine', '0xusd'])
  assert.deepEqual(contracts({ base: 'DAI', ...own, chain: 'POLYGON' }), ['0xp01', '0xusd'])
  assert.deepEqual(contracts({ base: 'DAI', ...own, contract: '0xGiven' }), ['0xGiven', '0xusd'])
  assert.deepEqual(contracts({ base: 'weth', quote: 'DAI' }), ['0x3e7', '0xda1'])
})

test('it is that of the symbol before renaming, after includes, and of each of a batch', () => {
  const from = of({ dex })
  const base = { base: 'DAI', quote: 'USD' }
  assert.equal(understood({ data: base }, from).params['base'], 'dai-v2')
  const overrides = { acme: { DAI: 'other' } }
  assert.equal(understood({ data: { ...base, overrides } }, from).params['contract'], '0xda1')
  const inverse = understood({ data: { base: 'USD', quote: 'WETH' } }, from)
  assert.deepEqual([inverse.params['contract'], inverse.inverse], ['0x3e7', true])
  const { batch } = understood({ data: { ...base, base: ['DAI', 'WETH'] } }, from)
  assert.deepEqual(
    batch?.items.map(({ params }) => params['contract']),
    ['0xda1', '0x3e7'],
  )
  assert.equal(batch?.items[0]?.asked['contract'], undefined)
})

test('an address that sources rely on and nobody knows is asked for by name', () => {
  const from = of({ dex })
  const data = { base: 'XYZ', quote: 'USD', chain: 'Base' }
  assert.deepEqual(refused({ data }, from), [
    400,
    'contract is missing: expected a text, or tokenOverrides.base.XYZ',
  ])
  assert.equal(refused({ data: { ...data, base: ['DAI', 'XYZ'] } }, from)[0], 400)
  const tokenOverrides = { base: { xyz: '' } }
  assert.match(refused({ data: { ...data, tokenOverrides } }, from)[1], /^tokenOverrides is wrong/)
})

test('an inverse pair is asked the other way round, and shares the key of the direct one', () => {
  const inverse = understood({ data: { base: 'JPY', quote: 'usd' } }, renaming)
  const direct = understood({ data: { base: 'USD', quote: 'JPY' } }, renaming)
  assert.deepEqual([inverse.params, inverse.inverse], [{ base: 'USD', quote: 'JPY' }, true])
  assert.deepEqual(inverse.asked, { base: 'JPY', quote: 'USD' })
  assert.deepEqual([direct.params, direct.inverse], [inverse.params, false])
})

test('includes of the request go before those of the endpoint, each only for its adapters', () => {
  const includes = [
    { from: 'JPY', to: 'USD', includes: [{ from: 'JPY', to: 'USDT', adapters: ['Acme'] }] },
    { from: 'A', to: 'B', includes: [{ from: 'X', to: 'B', adapters: ['other'] }] },
  ]
  const asked = (base: string, quote: string) =>
    understood({ data: { base, quote, includes } }, renaming)
  assert.deepEqual(asked('JPY', 'USD').params, { base: 'JPY', quote: 'USDT' })
  assert.equal(asked('JPY', 'USD').inverse, false)
  assert.deepEqual(asked('A', 'B').params, { base: 'A', quote: 'B' })
})

test('pairs of an endpoint without two symbols are refused', () => {
  const one = endpoint({ input: input({ a: text().symbol() }), sources, invert: [['A', 'B']] })
  assert.throws(() => of({ one }), /two symbols/)
})

test('arrays make a batch of every combination, the same in whatever order', () => {
  const data = { base: ['ETH', 'btc', 'eth'], quote: ['USD', 'EUR'], amount: 2 }
  const first = understood({ data })
  const second = understood({ data: { ...data, base: ['BTC', 'ETH'], quote: ['eur', 'usd'] } })
  assert.deepEqual(first, second)
  assert.deepEqual(first.params, { base: ['BTC', 'ETH'], quote: ['EUR', 'USD'], amount: 2 })
  assert.deepEqual(first.batch?.by, ['base', 'quote'])
  assert.deepEqual(
    first.batch?.items.map(({ params }) => params),
    [
      { base: 'BTC', quote: 'EUR', amount: 2 },
      { base: 'BTC', quote: 'USD', amount: 2 },
      { base: 'ETH', quote: 'EUR', amount: 2 },
      { base: 'ETH', quote: 'USD', amount: 2 },
    ],
  )
})

test('members of a batch are renamed and inverted each by itself', () => {
  const { batch } = understood({ data: { base: ['JPY', 'PAX'], quote: 'USD' } }, renaming)
  assert.deepEqual(batch?.items, [
    { asked: { base: 'JPY', quote: 'USD' }, params: { base: 'USD', quote: 'JPY' }, inverse: true },
    {
      asked: { base: 'PAX', quote: 'USD' },
      params: { base: 'usd-p', quote: 'USD' },
      inverse: false,
    },
  ])
})

test('a batch of too many combinations is refused', () => {
  const symbols = Array.from({ length: BATCH_ITEMS_MAX / 2 + 1 }, (_, index) => `S${index}`)
  assert.match(refused({ data: { base: symbols, quote: ['A', 'B'] } })[1], /combinations/)
  assert.equal(understood({ data: { base: symbols, quote: 'A' } }).batch?.items.length, 251)
})

test('whatever comes as JSON is understood or refused, and params hold declared names only', () => {
  const symbol = fc.oneof(fc.string(), fc.array(fc.string(), { maxLength: 3 }))
  const likely = fc.record(
    { base: symbol, from: symbol, quote: symbol, amount: fc.double(), overrides: fc.jsonValue() },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), likely), (data) => {
      const found = normalise({ data })
      if (!found.ok) return assert.match(String(found.statusCode), /^40[04]$/)
      const strangers = new Set(Object.keys(found.params)).difference(
        new Set(['base', 'quote', 'amount']),
      )
      assert.equal(strangers.size, 0)
      const again = normalise({ data: found.asked })
      assert.deepEqual(again.ok && again.asked, found.asked)
    }),
    { numRuns: 200 },
  )
})
