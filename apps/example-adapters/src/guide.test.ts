import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempDisposableSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

const guide = join(import.meta.dirname, '../../../docs/adapters.md')
const names = ['acme.ts', 'serve.ts', 'acme.test.ts'] as const

/** More than the guide's test takes on a slow machine. */
const testMsMax = 60_000

test('what the guide has readers write works as it stands, in under 60 lines', () => {
  // Inside the repository: there the framework is found.
  using folder = mkdtempDisposableSync(join(import.meta.dirname, '.guide-'))
  const blocks = Array.from(
    readFileSync(guide, 'utf8').matchAll(/```ts\n(.*?)```/gs),
    ([, ts]) => ts,
  )
  assert.equal(blocks.length, names.length)
  names.forEach((name, index) => writeFileSync(join(folder.path, name), blocks[index] ?? ''))
  const [adapter = '', server = ''] = blocks
  assert.ok(`${adapter}${server}`.split('\n').length < 60)
  const { NODE_TEST_CONTEXT: _inner, ...env } = process.env
  const run = spawnSync(process.execPath, ['--test', join(folder.path, 'acme.test.ts')], {
    env,
    encoding: 'utf8',
    timeout: testMsMax,
  })
  assert.equal(run.status, 0, run.stdout)
  assert.match(run.stdout, /✔ asks the provider once|ok \d+ - asks the provider once/)
})
