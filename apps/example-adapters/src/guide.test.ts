import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempDisposableSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { type Adapter, isAdapter } from '@kivuko/adapter'
import { startScriptedStream, testAdapter } from '@kivuko/adapter/testing'

const root = join(import.meta.dirname, '../../..')
const guide = readFileSync(join(root, 'docs/adapters.md'), 'utf8')
const blocks = Array.from(guide.matchAll(/```ts\n(.*?)```/gs), ([, ts = '']) => ts)
const [adapter = '', stream = '', tests = ''] = blocks

/** More than the guide's test takes on a slow machine. */
const testMsMax = 60_000

test('what the guide has readers write works as it stands, in under 60 lines', () => {
  assert.equal(blocks.length, 3)
  assert.ok(adapter.split('\n').length < 60)
  // Inside the repository: there the framework is found.
  using folder = mkdtempDisposableSync(join(import.meta.dirname, '.guide-'))
  writeFileSync(join(folder.path, 'acme.ts'), adapter)
  writeFileSync(join(folder.path, 'acme.test.ts'), tests)
  const { NODE_TEST_CONTEXT: _inner, ...env } = process.env
  const run = spawnSync(process.execPath, ['--test', join(folder.path, 'acme.test.ts')], {
    env,
    encoding: 'utf8',
    timeout: testMsMax,
  })
  assert.equal(run.status, 0, run.stdout)
  assert.match(run.stdout, /✔ asks the provider once|ok \d+ - asks the provider once/)
})

test('its types are sound, as the guide has them checked', () => {
  using folder = mkdtempDisposableSync(join(import.meta.dirname, '.guide-'))
  const [settings = ''] = /\{ "extends": "[^`]*\}/.exec(guide) ?? []
  // A folder whose name begins with a dot is passed over as a whole.
  const config = settings
    .replace('../tsconfig.json', join(root, 'tsconfig.json'))
    .replace('["."]', '["*.ts"]')
  const files = { 'acme.ts': adapter, 'live.ts': withStream(), 'acme.test.ts': tests }
  for (const [name, text] of Object.entries({ ...files, 'tsconfig.json': config })) {
    writeFileSync(join(folder.path, name), text)
  }
  const args = ['-p', folder.path, '--listFiles']
  const check = spawnSync(join(root, 'node_modules/.bin/tsc'), args, { encoding: 'utf8' })
  assert.equal(check.status, 0, check.stdout)
  for (const name of Object.keys(files)) assert.ok(check.stdout.includes(`/${name}\n`), name)
})

/** Says what the guide's feed says. */
function sayAsGuided(message: unknown, ms: number): unknown {
  const { op, pair } = message as { readonly op: string; readonly pair?: string }
  if (op === 'login') return { op: 'welcome' }
  return op === 'join' ? { op: 'price', pair, price: 2.5, ms } : undefined
}

test('so does its stream: it logs in, tells prices, and calls go on while it is down', async () => {
  using folder = mkdtempDisposableSync(join(import.meta.dirname, '.guide-'))
  const file = join(folder.path, 'acme.ts')
  writeFileSync(file, withStream())
  const acme = Object.values((await import(file)) as object).find((each) => isAdapter(each))
  // The test's clock begins then.
  const startMs = Date.UTC(2030, 0, 1)
  await using feed = await startScriptedStream((said) => sayAsGuided(said, startMs + 1_000))
  const rest = (date: string, USD: number) => () => ({ body: { date, rates: { USD } } })
  const env = { ACME_FEED: feed.url, ACME_FEED_KEY: 'k-1' }
  await using under = await testAdapter(acme as Adapter, {
    provider: rest('2030-01-01', 1.0876),
    env,
  })
  const resultOf = async (data: object): Promise<unknown> => (await under.ask(data)).json['result']

  const pair = { base: 'EUR', quote: 'USD' }
  assert.equal(await resultOf(pair), 1.0876)
  await under.until(() => under.running.getNow('price', pair)?.value.result === 2.5)
  assert.deepEqual(feed.heard, [
    { op: 'login', key: 'k-1' },
    { op: 'join', pair: 'EUR-USD' },
  ])
  under.provider.answer(rest('2030-01-01T00:00:30Z', 1.1))
  feed.refuse(503)
  feed.drop()
  await under.until(() => under.running.status().feeds.some(({ failure }) => failure !== undefined))
  await under.advance(31_000)
  assert.equal(await resultOf(pair), 1.1)
})

/** The guide's adapter, with the stream put where the guide says. */
function withStream(): string {
  const live = adapter
    .replace('import {', 'import { socket,')
    .replace('export const acme', `${stream}\nexport const acme`)
    .replace('sources: [rest]', 'sources: [live, rest]')
  assert.ok(live.includes('[live, rest]') && live.includes('import { socket,'))
  return live
}
