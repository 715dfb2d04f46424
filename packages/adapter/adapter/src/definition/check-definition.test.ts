import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Params } from '../engine/source.ts'
import type { SourceDefinition } from '../sources/source-definition.ts'
import type { AdapterDefinition } from './adapter-definition.ts'
import { checkDefinition } from './check-definition.ts'
import { describeEndpoints } from './describe-endpoints.ts'
import { endpoint } from './endpoint.ts'
import { text } from './field.ts'
import { input } from './input.ts'

const rest: SourceDefinition<Params> = {
  kind: 'pull',
  name: 'rest',
  env: {},
  bind: () => ({ kind: 'pull', name: 'rest', plan: () => [] }),
}
const base = text().symbol().aka('from').doc('What is priced.')
const price = endpoint({
  input: input({ base, way: text().oneOf('spot', 'mid').default('spot') }),
  sources: [{ ...rest, name: 'ws' }, rest],
  freshFor: '5s',
  serveStaleFor: '60s',
  aka: ['Crypto'],
  doc: 'Prices.',
})
const acme = { name: 'acme', endpoints: { price } } satisfies AdapterDefinition

const wrong: readonly (readonly [string, Partial<AdapterDefinition>, RegExp])[] = [
  ['a name with blanks', { name: 'ac me' }, /no name/],
  ['no sources', { endpoints: { price: { ...price, sources: [] } } }, /needs a source/],
  [
    'two sources of one name',
    { endpoints: { price: { ...price, sources: [rest, { ...rest, name: 'REST' }] } } },
    /Two sources of price are called rest/,
  ],
  ['no time', { endpoints: { price: { ...price, freshFor: 0 } } }, /no length of time/],
  ['crossed times', { endpoints: { price: { ...price, serveStaleFor: '1s' } } }, /serve nothing/],
  ['an empty plan', { plans: { free: { perMinute: 0 } } }, /perMinute of the plan free/],
]

for (const [name, change, expected] of wrong) {
  test(`an adapter with ${name} is refused`, () => {
    assert.throws(() => checkDefinition({ ...acme, ...change }), expected)
  })
}

test('an adapter that can be served is let through', () => {
  assert.doesNotThrow(() => checkDefinition({ ...acme, plans: { free: { perMinute: 30 } } }))
})

test('endpoints are described with their parameters', () => {
  assert.deepEqual(describeEndpoints(acme), [
    {
      name: 'price',
      aliases: ['Crypto'],
      isDefault: true,
      transports: ['ws', 'rest'],
      parameters: [
        {
          name: 'base',
          aliases: ['from'],
          required: true,
          expected: 'a symbol',
          default: undefined,
          doc: 'What is priced.',
        },
        {
          name: 'way',
          aliases: [],
          required: false,
          expected: 'one of spot, mid',
          default: 'spot',
          doc: '',
        },
      ],
      doc: 'Prices.',
    },
  ])
  const two = { ...acme, endpoints: { price, volume: price } }
  assert.deepEqual(
    describeEndpoints(two).map(({ isDefault }) => isDefault),
    [false, false],
  )
})
