import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Fields, flag, group, list, number, secret, text } from './field.ts'
import { type AskOf, input, type InputOf } from './input.ts'

test('the types of parameters follow from their fields', () => {
  const all = input({
    base: text().symbol().aka('from'),
    size: text().oneOf('small', 'large').default('small'),
    amount: number().between(0, 10).optional(),
    deep: flag().optional(),
    wallets: list(group({ network: text(), address: text().optional() })),
    contract: text().tokenOf('base'),
  })
  const given: InputOf<typeof all> = {
    base: 'ETH',
    size: 'large',
    wallets: [{ network: 'main' }],
    contract: '0x0',
  }
  const asked: AskOf<typeof all> = { base: 'ETH', wallets: [] }
  const size: 'small' | 'large' = given.size
  const amount: number | undefined = given.amount
  const address: string | undefined = given.wallets[0]?.address
  // @ts-expect-error -- sources always get what has a default
  const lacking: InputOf<typeof all> = asked
  // @ts-expect-error -- not one of the options
  const wrong: AskOf<typeof all> = { base: 'ETH', wallets: [], size: 'huge' }
  assert.deepEqual([size, amount, address, lacking.size, wrong.size].length, 5)
  assert.deepEqual(Object.keys(all.specs).slice(0, 3), ['base', 'size', 'amount'])
})

const clashes: readonly (readonly [string, () => Fields, RegExp])[] = [
  ['an alias twice', () => ({ a: text().aka('x'), b: text().aka('x') }), /Two .* called x/],
  ['an alias that is a name', () => ({ a: text().aka('b'), b: text() }), /Two .* called b/],
  ["a request's own name", () => ({ maxAge: number() }), /belongs to the request/],
  ["a request's own name as alias", () => ({ a: text().aka('endpoint') }), /belongs/],
  ['a name that no key has', () => ({ id: text() }), /never enters a key/],
  ['such a name within', () => ({ a: group({ id: text() }) }), /never enters a key/],
  ['a name of every object', () => ({ toString: text() }), /no name/],
  ['a secret', () => ({ key: secret() }), /secret/],
  ['a secret within', () => ({ keys: list(secret()) }), /secret/],
  ['a need of nothing', () => ({ a: text().dependsOn('b') }), /which is no parameter/],
  ['an exclusion of nothing', () => ({ a: text().excludes('b') }), /which is no parameter/],
  [
    'both of them',
    () => ({ a: text().dependsOn('b').excludes('b'), b: text() }),
    /both needs and excludes/,
  ],
  ['no options', () => ({ a: text().oneOf() }), /no options/],
  ['an address of no symbol', () => ({ a: text(), b: text().tokenOf('a') }), /no symbol/],
  [
    'an address on no network',
    () => ({ a: text().symbol(), b: text().tokenOf('a', { parameter: 'c' }) }),
    /no text beside it/,
  ],
  ['symbols in lower case', () => ({ a: text().symbol().oneOf('usd') }), /upper case/],
]

for (const [name, fields, expected] of clashes) {
  test(`an input with ${name} is refused`, () => {
    assert.throws(() => input(fields()), expected)
  })
}

test('an alias may have a name that enters no key', () => {
  assert.deepEqual(input({ coinId: text().aka('id') }).specs['coinId']?.aliases, ['id'])
})

test('a default that is not an option is refused', () => {
  assert.throws(() => text().default('c').oneOf('a', 'b'), /default/)
})
