import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempDisposableSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { startScriptedStream } from '@kivuko/adapter/testing'
import { freePort, startProgram, waitFor } from '@kivuko/testing'

const root = join(import.meta.dirname, '../../..')

/** Its libraries come from nowhere but the folder that they were built into. */
test('the adapters as one built program speak HTTP, WebSockets and Redis', async () => {
  using temporary = mkdtempDisposableSync(join(tmpdir(), 'kivuko-built-'))
  const folder = temporary.path
  const build = ['tools/build/main.ts', join(import.meta.dirname, 'main.ts'), folder]
  const built = spawnSync(process.execPath, build, { cwd: root, encoding: 'utf8' })
  assert.equal(built.status, 0, built.stderr)

  const provider = createHttpServer((_request, response) => {
    response.end(JSON.stringify({ base: 'EUR', rates: { USD: 1.25 } }))
  })
  const heard: string[] = []
  const redis = createServer((socket) => {
    socket.on('error', () => {})
    socket.on('data', (data) => heard.push(data.toString('utf8')))
  })
  await using feed = await startScriptedStream(() => ({ topic: 'EUR-USD', price: 1.5 }))
  const port = await freePort()
  await using program = await startProgram({
    folder,
    program: {
      name: 'adapters',
      args: [join(folder, 'main.mjs')],
      env: {
        EA_HOST: '127.0.0.1',
        EA_PORT: String(port),
        METRICS_PORT: '0',
        PRICE_API_URL: `http://127.0.0.1:${await listening(provider)}`,
        PRICE_FEED_URL: feed.url,
        CACHE_TYPE: 'redis',
        CACHE_REDIS_PORT: String(await listening(redis)),
      },
    },
  })
  try {
    const url = `http://127.0.0.1:${port}`
    await program.ready(`${url}/health`)
    assert.equal(await resultOf(`${url}/price-api`), 1.25)
    assert.equal(await resultOf(`${url}/price-feed`), 1.5)
    await waitFor(() => heard.join('').includes('PING'), { timeoutMs: 30_000 })
  } finally {
    await program.stop()
    provider.close()
    redis.close()
  }
})

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

async function resultOf(url: string): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ data: { base: 'EUR', quote: 'USD' } }),
  })
  return ((await response.json()) as { readonly result?: unknown }).result
}
