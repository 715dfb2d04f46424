import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { startTestServer, testEntry, testServedAdapter } from './test-served-adapter.ts'

async function smoke(name: string, content: string, ask = 'test-payload.json') {
  const folder = await mkdtemp(join(tmpdir(), 'smoke-'))
  await writeFile(join(folder, name), content)
  const adapter = testServedAdapter()
  adapter.kept.set('ETH/USD', testEntry(5))
  await using server = await startTestServer([adapter], { smokePayloadPath: join(folder, ask) })
  const reply = await server.request('/smoke', { method: 'GET' })
  await rm(folder, { recursive: true })
  return reply
}

const good = { base: 'ETH', quote: 'USD' }
const unknown = { base: 'NO', quote: 'USD' }

test('is OK without a payload, and when every request is answered', async () => {
  for (const [name, content] of [
    ['other.json', ''],
    ['test-payload.json', JSON.stringify({ requests: [] })],
    ['test-payload.json', JSON.stringify({ requests: [good, good] })],
    ['test-payload.js', `export default ${JSON.stringify({ requests: [good] })}`],
    ['test-payload.js', `export const requests = ${JSON.stringify([good])}`],
  ] as const) {
    const { status, text } = await smoke(name, content)
    assert.deepEqual([status, text], [200, 'OK'], name)
  }
})

test('lists what went wrong, the provider included, by the number of the request', async () => {
  const requests = [good, { base: 'ETH' }, unknown]
  const { status, json } = await smoke('test-payload.json', JSON.stringify({ requests }))
  assert.equal(status, 500)
  // A list of errored bodies.
  const errors = json as unknown as readonly Readonly<Record<string, unknown>>[]
  assert.deepEqual(
    errors.map((error) => [error['jobRunID'], error['status'], error['statusCode']]),
    [
      ['1', 'errored', 400],
      ['2', 'errored', 502],
    ],
  )
})

test('a payload that cannot be read is a failure', async () => {
  for (const content of ['{', '[]', '{"requests":[5]}', '{}']) {
    const { status, json } = await smoke('test-payload.json', content)
    assert.deepEqual([status, json?.['status']], [500, 'errored'], content)
  }
})
