import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { createFakeClock, systemClock } from '@kivuko/clock'
import { createHttpServer } from './app-server/create-http-server.ts'
import { createRawHttpServer } from './create-raw-http-server.ts'
import type { HttpServer, HttpServerBase } from './http-server.ts'
import { baseOptions, connectTo, createGate, recordingLog } from './test-kit.ts'

const GET = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`

/** A server that answers 200 `done` once `wait` allows it. */
type Make = (options: HttpServerBase, wait: () => Promise<void>) => HttpServer

const kinds: readonly (readonly [string, Make])[] = [
  [
    'with routes',
    (options, wait) => {
      const server = createHttpServer(options)
      server.app.get('/work', async () => wait().then(() => 'done'))
      return server
    },
  ],
  [
    'raw',
    (options, wait) =>
      createRawHttpServer({
        ...options,
        handler: async () => {
          await wait()
          return { status: 200, headers: {}, body: Buffer.from('done') }
        },
      }),
  ],
]

const open: HttpServer[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close({ graceMs: 0 })))
})

async function start(server: HttpServer): Promise<number> {
  open.push(server)
  return server.listen({ host: '127.0.0.1', port: 0 })
}

const noWait = async (): Promise<void> => {}

for (const [kind, make] of kinds) {
  test(`${kind}: keeps a connection alive from one request to the next`, async () => {
    const port = await start(make(baseOptions(), noWait))
    using connection = await connectTo(port)
    connection.send(GET('/work'))
    await connection.received(/done/)
    connection.send(GET('/work'))
    const text = await connection.received(/done[^]*done/)
    assert.equal(text.match(/HTTP\/1\.1 200/g)?.length, 2)
    assert.match(text, /^keep-alive: timeout=72\r$/im)
  })

  test(`${kind}: finishes what is underway, refuses what is new, then closes`, async () => {
    const gate = createGate()
    const server = make(baseOptions(), () => gate.opened)
    const port = await start(server)
    using busy = await connectTo(port)
    using idle = await connectTo(port)
    using late = await connectTo(port)
    busy.send(GET('/work'))
    idle.send(GET('/livez'))
    await idle.received(/200/)

    const closing = server.close({ graceMs: 5_000 })
    late.send(GET('/readyz'))
    assert.match(await late.received(/stopping/), /^HTTP\/1\.1 503 /)
    late.send(GET('/livez'))
    await late.received(/ 503 [^]* 200 /)
    idle.send(GET('/work'))
    const refused = await idle.received(/unavailable/)
    assert.match(refused, /HTTP\/1\.1 503 [^]*connection: close\r\n/i)
    await idle.closed()

    gate.open()
    const answered = await busy.closed()
    assert.match(answered, /^HTTP\/1\.1 200 [^]*connection: close\r\n[^]*done/i)
    await closing
    await late.closed()
    await assert.rejects(connectTo(port), { code: 'ECONNREFUSED' })
  })

  test(`${kind}: closes idle connections soon, and those that never asked`, async () => {
    const server = make(baseOptions(), noWait)
    const port = await start(server)
    using idle = await connectTo(port)
    using silent = await connectTo(port)
    idle.send(GET('/work'))
    await idle.received(/done/)
    const started = systemClock.monotonicMs()
    await server.close({ graceMs: 60_000 })
    assert.ok(systemClock.monotonicMs() - started < 5_000)
    await idle.closed()
    await silent.closed()
  })

  test(`${kind}: cuts nobody off who asks again and again`, async () => {
    const server = make(baseOptions(), noWait)
    const port = await start(server)
    const endings = Array.from({ length: 20 }, async () => {
      using connection = await connectTo(port)
      for (let asked = 1; ; asked += 1) {
        connection.send(GET('/work'))
        const text = await connection.received(new RegExp(`(?:HTTP/1.1 [^]*){${asked}}`))
        if (/connection: close/i.test(text)) return await connection.closed()
      }
    })
    await systemClock.sleep(50)
    await server.close({ graceMs: 10_000 })
    for (const text of await Promise.all(endings)) {
      assert.match(
        text,
        /HTTP\/1\.1 (?:503|200) [^]*connection: close\r\n[^]*(?:done|unavailable)/i,
      )
    }
  })

  test(`${kind}: closes by force what is still underway after the grace`, async () => {
    const server = make(baseOptions(), () => new Promise(() => {}))
    const port = await start(server)
    using stuck = await connectTo(port)
    stuck.send(GET('/work'))
    using probe = await connectTo(port)
    probe.send(GET('/livez'))
    await probe.received(/200/)
    const started = systemClock.monotonicMs()
    await server.close({ graceMs: 100 })
    const took = systemClock.monotonicMs() - started
    assert.ok(took >= 95 && took < 5_000, `${took} ms`)
    assert.equal(await stuck.closed(), '')
  })

  test(`${kind}: a second close waits for the first`, async () => {
    const gate = createGate()
    const server = make(baseOptions(), () => gate.opened)
    const port = await start(server)
    using busy = await connectTo(port)
    busy.send(GET('/work'))
    using probe = await connectTo(port)
    probe.send(GET('/livez'))
    await probe.received(/200/)
    const first = server.close({ graceMs: 5_000 })
    let secondIsOver = false
    const second = server.close({ graceMs: 0 }).then(() => (secondIsOver = true))
    await systemClock.sleep(30)
    assert.equal(secondIsOver, false)
    gate.open()
    await Promise.all([first, second])
    assert.match(await busy.closed(), /done/)
  })

  test(`${kind}: a port in use is an error of listen`, async () => {
    const port = await start(make(baseOptions(), noWait))
    const second = make(baseOptions(), noWait)
    await assert.rejects(second.listen({ host: '127.0.0.1', port }), { code: 'EADDRINUSE' })
    await second.close({ graceMs: 0 })
  })

  test(`${kind}: refuses what is no request, in the format of the interface`, async () => {
    const port = await start(make(baseOptions({ limits: { headerBytesMax: 1_000 } }), noWait))
    using garbage = await connectTo(port)
    garbage.send('HELLO\r\n\r\n')
    assert.match(await garbage.closed(), /^HTTP\/1\.1 400 [^]*\{"error":\{"code":"bad_request"/)
    using long = await connectTo(port)
    long.send(`GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(2_000)}\r\n\r\n`)
    assert.match(await long.closed(), /^HTTP\/1\.1 431 [^]*"headers_too_large"/)
  })

  test(`${kind}: gives a slow client up`, async () => {
    const limits = { headersTimeoutMs: 50, requestTimeoutMs: 100 }
    const port = await start(make(baseOptions({ limits }), noWait))
    using slow = await connectTo(port)
    slow.send('GET /work HTTP/1.1\r\nHost: a\r\n')
    assert.match(await slow.closed(), /^HTTP\/1\.1 408 [^]*"request_timeout"/)
  })
}

async function get(port: number, path: string): Promise<string> {
  using connection = await connectTo(port)
  connection.send(`GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`)
  return await connection.closed()
}

function raw(changes: Partial<HttpServerBase> = {}): HttpServer {
  const handler = () => ({ status: 200, headers: {}, body: Buffer.from('handler') })
  return createRawHttpServer({ ...baseOptions(changes), handler })
}

test('is ready and healthy while all probes pass', async () => {
  const checked: string[] = []
  const probe = (name: string) => ({ name, check: async () => checked.push(name) })
  const port = await start(raw({ probes: [probe('database'), probe('redis')] }))
  assert.match(
    await get(port, '/readyz'),
    /^HTTP\/1\.1 200 [^]*\{"status":"ready","failed":\[\]\}$/,
  )
  assert.match(await get(port, '/healthz?x=1'), /^HTTP\/1\.1 200 [^]*\r\n\r\n$/)
  assert.deepEqual(checked, ['database', 'redis', 'database', 'redis'])
})

test('names a failing probe but not its cause, which it logs', async () => {
  const { log, lines } = recordingLog()
  const probes = [
    { name: 'database', check: () => Promise.reject(new Error('hush')) },
    { name: 'redis', check: async () => {} },
  ]
  const port = await start(raw({ log, probes }))
  const ready = await get(port, '/readyz')
  assert.match(ready, /^HTTP\/1\.1 503 [^]*\{"status":"not ready","failed":\["database"\]\}$/)
  assert.match(await get(port, '/healthz'), /^HTTP\/1\.1 500 [^]*\r\n\r\n$/)
  assert.match(await get(port, '/livez'), /^HTTP\/1\.1 200 /)
  const [line] = lines as [string, string, { probe: string; err: Error }][]
  assert.deepEqual(
    [line?.[0], line?.[2].probe, line?.[2].err.message],
    ['warn', 'database', 'hush'],
  )
})

test('a probe that hangs has failed, and many callers share one check', async () => {
  const clock = createFakeClock()
  const gate = createGate()
  let checks = 0
  const check = (): Promise<never> => {
    checks += 1
    gate.open()
    return new Promise(() => {})
  }
  const port = await start(raw({ clock, probes: [{ name: 'database', check }] }))
  const answers = [get(port, '/readyz'), get(port, '/readyz'), get(port, '/healthz')]
  await gate.opened
  // Time for the other two to arrive.
  await get(port, '/livez')
  await clock.advance(2_000)
  const texts = await Promise.all(answers)
  assert.deepEqual(
    texts.map((text) => text.slice(9, 12)),
    ['503', '503', '500'],
  )
  assert.equal(checks, 1)
  const closing = Promise.all(open.splice(0).map((server) => server.close({ graceMs: 0 })))
  await clock.advance(1_000)
  await closing
})

test('metrics can be kept off a port', async () => {
  const shown = await start(raw())
  assert.match(await get(shown, '/metrics'), /content-type: text\/plain; version=0\.0\.4/i)
  const hidden = await start(raw({ metricsRoute: false }))
  assert.match(await get(hidden, '/metrics'), /handler$/)
})

test('operational routes take GET and HEAD only', async () => {
  const port = await start(raw())
  using connection = await connectTo(port)
  connection.send('HEAD /readyz HTTP/1.1\r\nHost: a\r\n\r\n')
  assert.match(await connection.received(/\r\n\r\n/), /^HTTP\/1\.1 200 /)
  connection.send('POST /readyz HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n')
  await connection.received(/handler$/)
})

test('drops connections beyond the limit', async () => {
  const port = await start(raw({ limits: { connectionsMax: 1 } }))
  using first = await connectTo(port)
  first.send(GET('/livez'))
  await first.received(/200/)
  using second = await connectTo(port)
  assert.equal(await second.closed(), '')
})
