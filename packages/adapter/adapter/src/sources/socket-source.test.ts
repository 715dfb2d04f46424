import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { createFakeClock } from '@kivuko/clock'
import { Secret } from '@kivuko/log'
import { collectLog } from '@kivuko/testing'
import { secret, text } from '../definition/field.ts'
import { createSocketPlan } from './socket-plan.ts'
import { socket } from './socket-source.ts'
import type { SocketSpec } from './socket-spec.ts'
import {
  btcUsd,
  ethUsd,
  listening,
  pair,
  pause,
  socketProvider,
  testContext,
  until,
} from './test-kit.ts'

interface Tick {
  readonly topic?: string
  readonly px?: unknown
  readonly ts?: number
}

type NoSettings = Readonly<Record<string, never>>
type Spec = SocketSpec<typeof ethUsd, Tick, NoSettings>

const topicOf = (one: typeof ethUsd): string => `${one.base}-${one.quote}`

/** Joins topics, and hears ticks of them. */
function ticks(url: string | (() => string), changes: Partial<Spec> = {}) {
  return socket(pair, {
    url: () => (typeof url === 'string' ? url : url()),
    join: (one) => ({ join: topicOf(one) }),
    leave: (one) => ({ leave: topicOf(one) }),
    hear: (tick: Tick, out) => {
      if (tick.topic === undefined) return out.alive()
      const [base = '', quote = ''] = tick.topic.split('-')
      out.value({ base, quote }, tick.px, { at: tick.ts })
    },
    ...changes,
  })
}

test('connects while something is wanted, joins, tells values, leaves, closes', async () => {
  await using provider = await socketProvider()
  await using context = testContext()
  await using live = listening(ticks(provider.url), context)
  await pause(30)
  assert.equal(provider.sockets.length, 0)

  live.push.setWanted([ethUsd, btcUsd])
  await until(() => provider.got.length === 2)
  assert.deepEqual(provider.got, ['{"join":"ETH-USD"}', '{"join":"BTC-USD"}'])
  assert.equal(live.push.isLive(ethUsd), false, 'Nothing was told of it yet')
  provider.say({ topic: 'ETH-USD', px: '2.5', ts: 1_700_000_000_000 })
  await until(() => live.heard.length === 1)
  const [heard] = live.heard
  assert.equal(heard?.params, ethUsd)
  assert.deepEqual(heard?.outcome, { value: { result: 2.5, at: 1_700_000_000_000 } })
  assert.ok((heard?.timestamps.providerDataStreamEstablishedUnixMs ?? 0) > 0)
  assert.equal(live.push.isLive(ethUsd), true)
  assert.equal(live.push.isLive(btcUsd), false)

  live.push.setWanted([btcUsd])
  await until(() => provider.got.length === 3)
  assert.equal(provider.got[2], '{"leave":"ETH-USD"}')
  live.push.setWanted([])
  const closed = new Promise<number>((resolve) => provider.sockets[0]?.once('close', resolve))
  assert.equal(await closed, 1_000)
  assert.equal(provider.sockets.length, 1, 'One connection served all')
  assert.match(context.metrics.render(), /ws_connection_active\{[^}]*\} 0/)
})

test('keeps a connection for a while, and connects again when something is wanted', async () => {
  await using provider = await socketProvider()
  await using context = testContext()
  await using live = listening(ticks(provider.url), context)
  live.push.setWanted([ethUsd])
  await until(() => provider.got.length === 1)
  live.push.setWanted([])
  live.push.setWanted([btcUsd])
  await pause(80)
  assert.deepEqual(provider.got, [
    '{"join":"ETH-USD"}',
    '{"leave":"ETH-USD"}',
    '{"join":"BTC-USD"}',
  ])
  live.push.setWanted([])
  await until(() => provider.sockets[0]?.readyState === 3)
  live.push.setWanted([ethUsd])
  await until(() => provider.sockets.length === 2 && provider.got.length === 5)
})

test('says at once why it is refused, and connects as soon as it can', async () => {
  const gone = await socketProvider()
  await gone[Symbol.asyncDispose]()
  await using context = testContext()
  let changes = 0
  await using live = listening(ticks(gone.url), context, () => {
    changes += 1
  })
  const startMs = Date.now()
  live.push.setWanted([ethUsd])
  await until(() => live.push.failure() !== undefined)
  assert.ok(Date.now() - startMs < 500)
  assert.ok(changes > 0)
  assert.equal(live.push.failure()?.statusCode, 502)
  assert.match(live.push.failure()?.message ?? '', /^No stream to 127\.0\.0\.1/)

  await using back = await socketProvider({ port: gone.port })
  await until(() => back.got.length === 1)
  assert.equal(live.push.failure(), undefined)
})

test('tells the status of a refusal, and waits as long as it is asked to', async () => {
  let asked = 0
  const server = createServer()
  server.on('upgrade', (_request, stream) => {
    asked += 1
    stream.end('HTTP/1.1 429 Too Many Requests\r\nRetry-After: 60\r\nContent-Length: 0\r\n\r\n')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await using context = testContext()
  {
    await using live = listening(ticks(`ws://127.0.0.1:${port}`), context)
    live.push.setWanted([ethUsd])
    await until(() => live.push.failure() !== undefined)
    const failure = live.push.failure()
    assert.equal(failure?.providerStatusCode, 429)
    assert.ok((failure?.retryAtMs ?? 0) > Date.now() + 50_000)
    await pause(120)
    assert.equal(asked, 1)
  }
  server.close()
})

test('reconnects by itself while something is wanted, and joins everything again', async () => {
  await using provider = await socketProvider()
  await using context = testContext()
  await using live = listening(ticks(provider.url), context)
  live.push.setWanted([ethUsd, btcUsd])
  await until(() => provider.got.length === 2)
  provider.say({ topic: 'ETH-USD', px: 1 })
  await until(() => live.push.isLive(ethUsd))
  provider.sockets[0]?.terminate()
  await until(() => !live.push.isLive(ethUsd))
  await until(() => provider.got.length === 4)
  assert.deepEqual(provider.got.slice(2), ['{"join":"ETH-USD"}', '{"join":"BTC-USD"}'])
  provider.say({ topic: 'BTC-USD', px: 7 })
  await until(() => live.push.isLive(btcUsd))
})

test('tells why the provider hung up, without secrets, and that it is back', async () => {
  await using provider = await socketProvider({
    onOpen: (opened) => {
      if (provider.sockets.length === 1) opened.close(4_001, 'key k-12345 is spent')
    },
  })
  const { lines, log } = collectLog()
  await using context = testContext({ log, settings: { KEY: new Secret('k-12345') } })
  await using live = listening(ticks(provider.url), context)
  live.push.setWanted([ethUsd])
  await until(() => lines.length === 2)
  const [ended, back] = lines
  assert.equal(ended?.level, 'warn')
  assert.match(JSON.stringify(ended?.fields), /closed the stream \(4001 key \[secret\] is spent\)/)
  assert.deepEqual(back, {
    level: 'info',
    message: 'A stream is open again',
    fields: { endpoint: 'price' },
  })
})

test('does not reconnect when nothing is wanted any more', async () => {
  await using provider = await socketProvider()
  await using context = testContext()
  await using live = listening(ticks(provider.url), context)
  live.push.setWanted([ethUsd])
  await until(() => provider.got.length === 1)
  live.push.setWanted([])
  provider.sockets[0]?.terminate()
  await pause(120)
  assert.equal(provider.sockets.length, 1)
})

test('lets the author choose another server by how often it failed', async () => {
  const gone = await socketProvider()
  await gone[Symbol.asyncDispose]()
  await using provider = await socketProvider()
  await using context = testContext()
  const source = socket(pair, {
    url: ({ failovers }) => [gone.url, provider.url][failovers % 2] ?? '',
    join: topicOf,
    hear: () => undefined,
  })
  await using live = listening(source, context)
  live.push.setWanted([ethUsd])
  await until(() => provider.got.length === 1)
  assert.deepEqual(provider.got, ['ETH-USD'])
})

test('logs in step by step before it joins, with what the provider told', async () => {
  await using provider = await socketProvider({
    onOpen: (one) => one.send('{"hello":"n-1"}'),
    onMessage: (told, one) => {
      if (told.includes('key')) one.send('{"noise":1}')
      if (told.includes('key')) one.send('{"ok":"s-9"}')
    },
  })
  await using context = testContext({
    settings: { WS: provider.url, KEY: new Secret('key-1') },
  })
  const source = socket(pair, {
    env: { WS: text().url(), KEY: secret() },
    url: ({ env }) => env.WS,
    login: [
      {
        until: (told: { hello?: string; ok?: string }, { session }) => {
          session.set('nonce', told.hello)
          return told.hello !== undefined
        },
      },
      {
        send: async ({ env, session }) => ({ key: env.KEY, nonce: session.get('nonce') }),
        until: (told, { session }) => {
          session.set('id', told.ok)
          return told.ok !== undefined
        },
      },
    ],
    join: (one, { session }) => ({ join: topicOf(one), as: session.get('id') }),
    hear: () => undefined,
  })
  await using live = listening(source, context)
  live.push.setWanted([ethUsd])
  await until(() => provider.got.length === 2)
  assert.deepEqual(provider.got, ['{"key":"key-1","nonce":"n-1"}', '{"join":"ETH-USD","as":"s-9"}'])
})

test('a login that is refused, or takes too long, is a failure', async () => {
  await using provider = await socketProvider({ onMessage: (_text, one) => one.send('{"no":1}') })
  const once = { reconnectMsMin: 10_000, reconnectMsMax: 10_000 }
  await using context = testContext({ terms: once })
  await using hurried = testContext({ terms: { ...once, openTimeoutMs: 60 } })
  const refusing = ticks(provider.url, {
    login: [
      {
        send: () => 'in',
        until: () => {
          throw new Error('The key is wrong')
        },
      },
    ],
  })
  await using refused = listening(refusing, context)
  refused.push.setWanted([ethUsd])
  await until(() => refused.push.failure() !== undefined)
  assert.deepEqual(refused.push.failure(), { statusCode: 502, message: 'The key is wrong' })

  await using late = listening(ticks(provider.url, { login: [{ until: () => false }] }), hurried)
  late.push.setWanted([ethUsd])
  await until(() => late.push.failure() !== undefined)
  assert.equal(late.push.failure()?.statusCode, 504)
})

test('sends heartbeats, and answers those of the provider', async () => {
  await using provider = await socketProvider({ onOpen: (one) => one.send('ping') })
  await using context = testContext()
  const source = ticks(provider.url, {
    heartbeat: { everyMs: 20, send: () => 'beat' },
    reply: (told) => (told === 'ping' ? 'pong' : undefined),
  })
  await using live = listening(source, context)
  live.push.setWanted([ethUsd])
  await until(() => provider.got.filter((one) => one === 'beat').length >= 2)
  assert.ok(provider.got.includes('pong'))
  assert.equal(live.heard.length, 0)
})

test('any message or pong keeps a connection, although its subscriptions are silent', async () => {
  await using provider = await socketProvider()
  // Long enough for a machine that stands still for a moment.
  await using context = testContext({ terms: { heartbeatMs: 200, unresponsiveMs: 600 } })
  await using live = listening(ticks(provider.url), context)
  live.push.setWanted([ethUsd])
  await pause(1_300)
  assert.equal(provider.sockets.length, 1)
})

test('a connection that says nothing at all is given up and made anew', async () => {
  await using provider = await socketProvider({ autoPong: false })
  await using context = testContext({ terms: { heartbeatMs: 20, unresponsiveMs: 80 } })
  await using live = listening(ticks(provider.url), context)
  live.push.setWanted([ethUsd])
  await until(() => provider.sockets.length >= 2)
  // On a slow machine the silent subscription may be left before the silent connection is.
  await until(() => provider.got.filter((each) => each === '{"join":"ETH-USD"}').length >= 2)
  assert.equal(provider.got[0], '{"join":"ETH-USD"}')
})

test('a silent subscription is left and joined again on the same connection', async () => {
  await using provider = await socketProvider()
  const clock = createFakeClock()
  await using context = testContext({ clock, terms: { unresponsiveMs: 80 } })
  let changes = 0
  await using live = listening(ticks(provider.url), context, () => {
    changes += 1
  })
  live.push.setWanted([ethUsd, btcUsd])
  await until(() => provider.got.length === 2)
  while (provider.got.length < 6) {
    const told = live.heard.length
    provider.say({ topic: 'BTC-USD', px: 1 })
    await until(() => live.heard.length > told)
    await clock.advance(10)
  }
  assert.deepEqual(provider.got.slice(0, 6), [
    '{"join":"ETH-USD"}',
    '{"join":"BTC-USD"}',
    '{"leave":"ETH-USD"}',
    '{"join":"ETH-USD"}',
    '{"leave":"ETH-USD"}',
    '{"join":"ETH-USD"}',
  ])
  assert.equal(provider.sockets.length, 1)
  assert.ok(changes >= 2)
})

test('hears on after messages that cannot be read, and after lies', async () => {
  await using provider = await socketProvider()
  await using context = testContext()
  const source = ticks(provider.url, {
    hear: (tick, out) => {
      if (tick.topic === 'bad') throw new Error('bad')
      out.value(ethUsd, tick.px)
    },
  })
  await using live = listening(source, context)
  live.push.setWanted([ethUsd])
  await until(() => provider.got.length === 1)
  provider.say('<html>')
  provider.say({ topic: 'bad' })
  provider.say('null')
  provider.say({ px: 'lies' })
  provider.say({ px: 4 })
  await until(() => live.heard.length === 2)
  assert.deepEqual(live.values(), [
    { failure: { statusCode: 502, message: "The provider's value is not a number" } },
    4,
  ])
  assert.match(context.metrics.render(), /ws_connection_errors_total\{[^}]*\} 2/)
})

test('takes topics in place of parameters, and leaves out what nobody wants', async () => {
  await using provider = await socketProvider()
  await using context = testContext()
  const source = ticks(provider.url, {
    topic: topicOf,
    hear: (tick, out) => out.value(tick.topic ?? '', tick.px),
  })
  await using live = listening(source, context)
  live.push.setWanted([ethUsd])
  await until(() => provider.got.length === 1)
  provider.say({ topic: 'XRP-USD', px: 3 })
  provider.say({ topic: 'ETH-USD', px: 4 })
  await until(() => live.heard.length === 1)
  assert.deepEqual(live.values(), [4])
  assert.equal(live.heard[0]?.params, ethUsd)
})

test('joins many with one frame where the provider takes that, and binary frames', async () => {
  await using provider = await socketProvider()
  await using context = testContext()
  const source = socket(pair, {
    url: () => provider.url,
    format: 'bytes',
    joinAll: (wanted) => [Buffer.from(wanted.map(topicOf).join())],
    hear: (bytes: Uint8Array, out) => out.value(ethUsd, bytes.length),
  })
  await using live = listening(source, context)
  live.push.setWanted([ethUsd, btcUsd])
  await until(() => provider.got.length === 1)
  assert.deepEqual(provider.got, ['ETH-USD,BTC-USD'])
  provider.sockets[0]?.send(new Uint8Array(9))
  await until(() => live.heard.length === 1)
  assert.deepEqual(live.values(), [9])
})

test('sends no faster than the provider takes frames', async () => {
  await using provider = await socketProvider()
  await using context = testContext()
  await using live = listening(ticks(provider.url, { framesPerSecond: 20 }), context)
  live.push.setWanted(['A', 'B', 'C', 'D'].map((base) => ({ base, quote: 'USD' })))
  await until(() => provider.got.length === 1)
  const startMs = Date.now()
  await until(() => provider.got.length === 4)
  assert.ok(Date.now() - startMs >= 120)
})

test("keeps to the plan's subscriptions: the rest is told so, and moves up", async () => {
  await using provider = await socketProvider()
  await using context = testContext({ socketPlan: createSocketPlan({ subscriptions: 1 }) })
  await using live = listening(ticks(provider.url), context)
  live.push.setWanted([ethUsd, btcUsd])
  assert.equal(live.heard.length, 1)
  assert.equal(live.heard[0]?.params, btcUsd)
  assert.match(JSON.stringify(live.values()), /"statusCode":429/)
  await until(() => provider.got.length === 1)
  live.push.setWanted([btcUsd])
  await until(() => provider.got.length === 3)
  assert.deepEqual(provider.got.slice(1), ['{"leave":"ETH-USD"}', '{"join":"BTC-USD"}'])
})

test("keeps to the plan's connections: another source waits until one is free", async () => {
  await using provider = await socketProvider()
  await using context = testContext({ socketPlan: createSocketPlan({ connections: 1 }) })
  await using first = listening(ticks(provider.url), context)
  await using second = listening(ticks(provider.url), context)
  first.push.setWanted([ethUsd])
  second.push.setWanted([btcUsd])
  await until(() => provider.got.length === 1)
  assert.equal(second.push.failure()?.statusCode, 429)
  assert.equal(first.push.failure(), undefined)
  first.push.setWanted([])
  await until(() => provider.got.includes('{"join":"BTC-USD"}'))
  assert.equal(second.push.failure(), undefined)
})

test('never shows a secret of the URL', async () => {
  const gone = await socketProvider()
  await gone[Symbol.asyncDispose]()
  await using context = testContext({ settings: { KEY: new Secret('s3cret-key') } })
  for (const url of [`${gone.url}/s3cret-key`, 'nothing at all: s3cret-key']) {
    await using live = listening(ticks(url), context)
    live.push.setWanted([ethUsd])
    await until(() => live.push.failure() !== undefined)
    assert.doesNotMatch(JSON.stringify(live.push.failure()), /s3cret/)
  }
})

test('leaves and says goodbye when it is disposed of, and tells nothing any more', async () => {
  await using provider = await socketProvider()
  await using context = testContext()
  const live = listening(ticks(provider.url), context)
  live.push.setWanted([ethUsd])
  await until(() => provider.got.length === 1)
  const closed = new Promise<number>((resolve) => provider.sockets[0]?.once('close', resolve))
  await live[Symbol.asyncDispose]()
  assert.equal(await closed, 1_000)
  assert.equal(provider.got[1], '{"leave":"ETH-USD"}')
  await pause(60)
  assert.equal(provider.sockets.length, 1)
  assert.equal(live.heard.length, 0)
})
