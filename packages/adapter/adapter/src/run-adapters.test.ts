import assert from 'node:assert/strict'
import { test } from 'node:test'
import { collectLog, freePort } from '@kivuko/testing'
import { createAdapter } from './create-adapter.ts'
import { endpoint } from './definition/endpoint.ts'
import { text } from './definition/field.ts'
import { input } from './definition/input.ts'
import type { AdapterProcess } from './run-adapters.ts'
import { runAdapters } from './run-adapters.ts'
import { custom } from './sources/custom-source.ts'

const pair = input({ base: text().symbol() })
const acme = createAdapter({
  name: 'acme',
  endpoints: {
    price: endpoint({
      input: pair,
      sources: [custom(pair, { fetch: async ([params], out) => params && out.value(params, 5) })],
    }),
  },
})

/** A process that is told to stop by hand. */
function testProcess() {
  const exits = Promise.withResolvers<number>()
  const listeners: ((signal: string) => void)[] = []
  const process: AdapterProcess = {
    onSignal: (listener) => listeners.push(listener),
    exit: (code) => exits.resolve(code),
  }
  const signal = (name: string): void => {
    for (const listener of listeners) listener(name)
  }
  return { process, exited: exits.promise, signal }
}

test('serves until it is told to stop', async () => {
  const { process, exited, signal } = testProcess()
  const { log } = collectLog()
  const port = await freePort()
  const env = { EA_PORT: String(port), EA_HOST: '127.0.0.1', METRICS_PORT: '0' }
  await runAdapters([acme], env, { process, log })
  const response = await fetch(`http://127.0.0.1:${port}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ data: { base: 'ETH' } }),
  })
  assert.equal(((await response.json()) as { result: unknown }).result, 5)
  signal('SIGTERM')
  assert.equal(await exited, 0)
  await assert.rejects(fetch(`http://127.0.0.1:${port}/health`))
})

test('names every wrong setting, and exits 1', async () => {
  const { process, exited } = testProcess()
  const { log, lines } = collectLog()
  await runAdapters([acme], { EA_PORT: 'abc', CACHE_TYPE: 'disk' }, { process, log })
  assert.equal(await exited, 1)
  const errors = lines.filter(({ level }) => level === 'error').map(({ message }) => message)
  assert.equal(errors.length, 2)
  assert.match(errors.join(), /EA_PORT[^]*CACHE_TYPE/)
})

test('names what is wrong for any of several adapters, once what is wrong for all', async () => {
  const named = (name: string, variable: string) => {
    const source = custom(pair, { env: { [variable]: text().url() }, fetch: async () => {} })
    return createAdapter({
      name,
      endpoints: { price: endpoint({ input: pair, sources: [source] }) },
    })
  }
  const { process, exited } = testProcess()
  const { log, lines } = collectLog()
  const adapters = [named('one', 'ONE_URL'), named('two', 'TWO_URL')] as const
  await runAdapters(adapters, { CACHE_TYPE: 'disk' }, { process, log })
  assert.equal(await exited, 1)
  assert.deepEqual(
    lines.map(({ fields }) => fields['variable']),
    ['CACHE_TYPE', 'ONE_URL', 'TWO_URL'],
  )
})

test('says in words that a port is in use, and exits 1', async () => {
  const first = testProcess()
  const port = await freePort()
  const env = { EA_PORT: String(port), EA_HOST: '127.0.0.1', METRICS_ENABLED: 'false' }
  await runAdapters([acme], env, { process: first.process, log: collectLog().log })
  const { process, exited } = testProcess()
  const { log, lines } = collectLog()
  await runAdapters([acme], env, { process, log })
  assert.equal(await exited, 1)
  assert.ok(
    lines.some(({ message }) => message === `Port ${port} is in use: set EA_PORT to a free one`),
  )
  first.signal('SIGINT')
  assert.equal(await first.exited, 0)
})
