import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAdapter } from '../create-adapter.ts'
import { endpoint } from '../definition/endpoint.ts'
import { text } from '../definition/field.ts'
import { input } from '../definition/input.ts'
import { http } from '../sources/http-source.ts'
import { testAdapter } from '../testing/adapter-under-test.ts'
import { ethUsd, startLabea } from './test-compat-adapter.ts'

const token = input({
  base: text().symbol(),
  network: text().default('ethereum'),
  contract: text().tokenOf('base', { parameter: 'network' }),
})

const onChain = createAdapter({
  name: 'on-chain',
  endpoints: {
    supply: endpoint({
      input: token,
      tokens: { ethereum: { DAI: '0xda1' } },
      sources: [
        http(token, {
          ask: (wanted) =>
            wanted.map(({ contract, network, ...one }) => ({
              covers: [{ ...one, network, contract }],
              url: `https://provider.example/${network}/${contract}`,
            })),
          read: (told: { supply: number }, covers, out) => {
            for (const one of covers) out.value(one, told.supply)
          },
        }),
      ],
    }),
  },
})

test('a provider is asked by the address of a token; each has its own value', async () => {
  await using acme = await testAdapter(onChain, {
    provider: ({ url }) => ({ body: { supply: url.pathname.length } }),
  })
  const asked = () => acme.provider.calls.map(({ url }) => url.pathname)
  assert.equal((await acme.ask({ base: 'dai' })).status, 200)
  const tokenOverrides = { ethereum: { DAI: '0xSomewhereElse' }, polygon: { DAI: '0xp01' } }
  assert.equal((await acme.ask({ base: 'DAI', tokenOverrides })).json['result'], 25)
  assert.equal((await acme.ask({ base: 'DAI' })).json['result'], 15)
  await acme.ask({ base: 'DAI', network: 'polygon', tokenOverrides })
  const addresses = ['/ethereum/0xda1', '/ethereum/0xSomewhereElse', '/polygon/0xp01']
  assert.deepEqual(asked(), addresses)
  await acme.ask({ base: 'DAI', contract: '0xp01', network: 'polygon' })
  acme.expectUpstream(3)
})

test('an unknown token is 400, and so are tables of another shape', async () => {
  await using acme = await testAdapter(onChain, { provider: () => ({ body: { supply: 1 } }) })
  const unknown = await acme.ask({ base: 'XYZ' })
  assert.deepEqual([unknown.status, unknown.json['status']], [400, 'errored'])
  assert.match(unknown.text, /contract is missing: .*tokenOverrides\.ethereum\.XYZ/)
  for (const tokenOverrides of [[], 'x', { ethereum: 'x' }, { ethereum: { DAI: 5 } }]) {
    assert.equal((await acme.ask({ base: 'DAI', tokenOverrides })).status, 400)
  }
  acme.expectUpstream(0)
})

test('an adapter that goes by symbols answers the same with addresses and without', async () => {
  await using acme = await startLabea()
  await acme.ask(ethUsd)
  acme.expectUpstream(1)
  const tokenOverrides = { ethereum: { ETH: '0xe' } }
  const { json, status } = await acme.ask({ ...ethUsd, tokenOverrides })
  assert.deepEqual([status, json['result']], [200, 8639.4])
  acme.expectUpstream(0)
})
