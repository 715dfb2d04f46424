import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { openHttpConnection } from './http-connection.ts'

describe('a connection', () => {
  test('takes an answer that has what is expected, however many pieces it comes in', async () => {
    await using server = await startServer([answer('{"result":1,"a":2}').split(/(?=[\r{,])/)])
    using connection = await openHttpConnection(server.url)
    for (let count = 0; count < 3; count += 1) await connection.ask(asking('"result":1,'))
    assert.deepEqual(server.received, ['ask', 'ask', 'ask'])
  })

  test('refuses an answer for another key', async () => {
    await using server = await startServer([[answer('{"result":12,"a":2}')]])
    using connection = await openHttpConnection(server.url)
    await assert.rejects(
      connection.ask(asking('"result":1,')),
      /not "result":1, but \{"result":12,/,
    )
  })

  test('refuses what stands in the head only', async () => {
    await using server = await startServer([[answer('{}', 'x-result: "result":1,')]])
    using connection = await openHttpConnection(server.url)
    await assert.rejects(connection.ask(asking('"result":1,')), /but \{\}/)
  })

  test('refuses any status but 200, and goes on', async () => {
    const good = answer('"result":1,')
    await using server = await startServer([[good.replace('200', '504')], [good]])
    using connection = await openHttpConnection(server.url)
    await assert.rejects(connection.ask(asking('"result":1,')), /answered 504: "result":1,/)
    await connection.ask(asking('"result":1,'))
  })

  test('refuses more than one answer, and one without a length', async () => {
    const good = answer('"result":1,')
    await using server = await startServer([
      [good + good],
      [good.replace(/Content-Length.*\r\n/, '')],
    ])
    using connection = await openHttpConnection(server.url)
    await assert.rejects(connection.ask(asking('"result":1,')), /more than one answer/)
    await assert.rejects(connection.ask(asking('"result":1,')), /without content-length/)
  })

  test('tells that it was closed, before and during a request', async () => {
    await using server = await startServer([['HTTP/1.1 200 OK\r\n', 'close']])
    using connection = await openHttpConnection(server.url)
    await assert.rejects(connection.ask(asking('x')), /the connection was closed/)
    await assert.rejects(connection.ask(asking('x')), /the connection was closed/)
  })
})

function asking(expected: string) {
  return { bytes: Buffer.from('ask'), expected: Buffer.from(expected) }
}

function answer(body: string, ...headers: readonly string[]): string {
  const head = ['HTTP/1.1 200 OK', ...headers, `Content-Length: ${body.length}`, 'x-last: 1']
  return `${head.join('\r\n')}\r\n\r\n${body}`
}

/** Answers each request with the pieces of the next script, and then with those of the last. */
async function startServer(scripts: readonly (readonly string[])[]) {
  const received: string[] = []
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => {})
    socket.on('data', (bytes) => {
      const script = scripts[Math.min(received.length, scripts.length - 1)] ?? []
      received.push(bytes.toString())
      void play(socket, script)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  assert.ok(typeof address === 'object' && address !== null)
  return {
    received,
    url: `http://127.0.0.1:${address.port}/`,
    async [Symbol.asyncDispose]() {
      server.close()
      await once(server, 'close')
    },
  }
}

async function play(socket: Socket, script: readonly string[]): Promise<void> {
  for (const piece of script) {
    if (piece === 'close') socket.destroy()
    else socket.write(piece)
    await sleep(1)
  }
}
