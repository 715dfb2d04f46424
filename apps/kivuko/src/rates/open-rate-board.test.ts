import assert from 'node:assert/strict'
import { mkdtempDisposableSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { systemClock as clock } from '@kivuko/clock'
import { createShutdown } from '@kivuko/http'
import { silentLog } from '@kivuko/log'
import { createMetrics } from '@kivuko/metrics'
import { systemRandom as random } from '@kivuko/random'
import { readBackendConfig, readRatesServerConfig } from '../config.ts'
import { openOwnRates } from './open-own-rates.ts'
import { openRateBoard } from './open-rate-board.ts'

const constant = `
import { createAdapter, custom, endpoint, input, text } from '@kivuko/adapter'
const pair = input({ base: text(), quote: text() })
const source = custom(pair, {
  env: { CONSTANT: text() },
  batch: 100,
  fetch: (wanted, out, { env }) => wanted.forEach((each) => out.value(each, env.CONSTANT)),
})
const endpoints = { price: endpoint({ input: pair, sources: [source] }) }
export const one = createAdapter({ name: 'one', endpoints })
export const two = createAdapter({ name: 'two', endpoints })
`

/** A process, and a folder where modules find ours; both are gone at the end. */
function testProcess() {
  const folder = mkdtempDisposableSync(join(import.meta.dirname, '.test-'))
  const shutdown = createShutdown({ log: silentLog, clock, graceMs: 1_000, exit: () => {} })
  const write = (name: string, text: string | object): string => {
    const path = join(folder.path, name)
    writeFileSync(path, typeof text === 'string' ? text : JSON.stringify(text))
    return path
  }
  const open = (rates: object, env = {}) => {
    const ratesConfig = write('rates.json', rates)
    const config = { ratesConfig, ratesRefreshMs: 100, ratesMaxAgeMs: 60_000 }
    return openRateBoard(node, { config, env: { CONSTANT: '1.5', ...env } })
  }
  const node = { clock, random, log: silentLog, metrics: createMetrics(), shutdown }
  return {
    node,
    open,
    write,
    [Symbol.asyncDispose]: async () => {
      await shutdown.stop()
      folder[Symbol.dispose]()
    },
  }
}

test('makes rates of adapters in modules and at addresses', async () => {
  await using process = testProcess()
  process.write('constant.ts', constant)
  const remote = createServer((_request, response) => {
    response.end(JSON.stringify({ statusCode: 200, result: 1.6, data: { result: 1.6 } }))
  })
  await new Promise<void>((resolve) => {
    remote.listen(0, '127.0.0.1', resolve)
  })
  // Of a server that listens on TCP.
  const { port } = remote.address() as AddressInfo
  const board = await process.open(
    {
      adapters: {
        own: { module: './constant.ts', export: 'one' },
        far: { url: `http://127.0.0.1:${port}` },
      },
      markets: { 'EUR/USD': ['own', 'far'] },
      outlierBasisPoints: 1_000,
    },
    { ONE_CONSTANT: '1.4' },
  )
  await board.started(5_000)
  assert.equal(board.rates('EUR')?.rates.get('USD')?.text, '1.5')
  remote.closeAllConnections()
  remote.close()
})

const wrong: readonly (readonly [string, object, RegExp])[] = [
  ['a module that is not there', { a: { module: './none.ts' } }, /no module \.\/none\.ts/],
  ['several adapters', { a: { module: './constant.ts' } }, /several: name its export/],
  ['no such export', { a: { module: './constant.ts', export: 'three' } }, /no adapter three/],
  ['no URL', { a: { url: 'ftp://a' } }, /adapters\.a/],
  ['an adapter that nobody named', {}, /there is no adapter a/],
]

for (const [name, adapters, message] of wrong) {
  test(`refuses ${name}`, async () => {
    await using process = testProcess()
    process.write('constant.ts', constant)
    await assert.rejects(process.open({ adapters, markets: { 'EUR/USD': ['a'] } }), message)
  })
}

test('says all that is wrong with a file at once', async () => {
  await using process = testProcess()
  process.write('constant.ts', constant)
  process.write('broken.ts', 'export const = 1')
  const opening = process.open({
    adapters: {
      a: { module: './none.ts' },
      b: { module: './constant.ts' },
      c: { module: './broken.ts' },
      d: { module: './constant.ts', url: 'http://127.0.0.1' },
      e: { link: 'http://127.0.0.1' },
      f: 'http://127.0.0.1',
    },
    markets: { 'EUR/USD': ['a', 'z'], 'USD/KES': [{ adapter: 'b', maxAgeMs: -1 }] },
    spread: 3,
  })
  const lines = [
    /rates\.json cannot be used:$/m,
    /^ {2}adapters\.a: there is no module \.\/none\.ts beside \/.*rates\.json$/m,
    /^ {2}adapters\.b: \.\/constant\.ts has several: name its export, one of one, two$/m,
    /^ {2}adapters\.c: \.\/broken\.ts cannot be loaded: .+$/m,
    /^ {2}adapters\.d: expected either "module" or "url"$/m,
    /^ {2}adapters\.e: .*"link"$/m,
    /^ {2}adapters\.e: expected either "module" or "url"$/m,
    /^ {2}adapters\.f: .+$/m,
    /^ {2}markets\.USD\/KES\.0\.maxAgeMs: .+$/m,
    /^ {2}spread: .+$/m,
    /^ {2}EUR\/USD: there is no adapter z$/m,
  ]
  await assert.rejects(opening, ({ message }: Error) => {
    for (const line of lines) assert.match(message, line)
    assert.equal(message.split('\n').length, lines.length, message)
    return true
  })
})

test('what is no JSON object is refused by its path', async () => {
  await using process = testProcess()
  for (const text of ['{', '[]', '7', 'null']) {
    const ratesConfig = process.write('other.json', text)
    const config = { ratesConfig, ratesRefreshMs: 100, ratesMaxAgeMs: 60_000 }
    await assert.rejects(openRateBoard(process.node, { config, env: {} }), /other\.json/)
  }
})

test('a wrong setting of an adapter stops the start', async () => {
  await using process = testProcess()
  process.write('constant.ts', constant)
  const adapters = { a: { module: './constant.ts', export: 'one' } }
  const opening = process.open({ adapters, markets: { 'EUR/USD': ['a'] } }, { CONSTANT: '' })
  await assert.rejects(opening, /CONSTANT is not set/)
})

test('the node whose assets are wanted has to be known', () => {
  const env = { RATES_CONFIG: 'rates.json', NODE_ADMIN_URL: 'http://a/graphql' }
  assert.throws(
    () => readRatesServerConfig(env),
    /OPERATOR_TENANT_ID is not set.*\n.*ADMIN_API_SECRET is not set/,
  )
  const { config } = readRatesServerConfig({ ...required, ...env })
  assert.equal(config.nodeAdminUrl, 'http://a/graphql')
})

test('a node without adapters has none, and one source of rates at most', async () => {
  await using process = testProcess()
  const config = { ratesConfig: undefined, ratesRefreshMs: 100, ratesMaxAgeMs: 60_000 }
  assert.equal(await openOwnRates(process.node, { config, env: {} }), undefined)
  const env = { RATES_CONFIG: 'rates.json', EXCHANGE_RATES_URL: 'http://a/', ...required }
  assert.throws(() => readBackendConfig(env), /RATES_CONFIG and EXCHANGE_RATES_URL are both set/)
})

const required = {
  OPERATOR_TENANT_ID: '8b1b4b7e-3f9e-4f3c-9a53-1a1a2b2c3d3e',
  ADMIN_API_SECRET: 's',
  OPEN_PAYMENTS_URL: 'http://a',
  AUTH_SERVER_GRANT_URL: 'http://a',
  AUTH_SERVER_INTROSPECTION_URL: 'http://a',
  ILP_ADDRESS: 'test.a',
  STREAM_SECRET: Buffer.alloc(32).toString('base64'),
  WEBHOOK_URL: 'http://a',
  KEY_ID: 'k',
}
