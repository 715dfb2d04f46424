import assert from 'node:assert/strict'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { createAdapter } from '../create-adapter.ts'
import { endpoint } from '../definition/endpoint.ts'
import { text } from '../definition/field.ts'
import { input } from '../definition/input.ts'
import { events } from '../sources/events-source.ts'
import { http } from '../sources/http-source.ts'
import { socket } from '../sources/socket-source.ts'
import { startScriptedStream, testAdapter } from '../testing/index.ts'

const symbol = input({ base: text().symbol() })

interface Told {
  readonly base: string
  readonly px: number
}

const hear = ({ base, px }: Told, out: { value(of: { base: string }, px: number): void }): void =>
  out.value({ base }, px)

const keeps = { request: () => ({ url: 'https://provider.example/keep' }) }

/** One source of each kind, alone and together. */
const kinds = {
  ws: socket(symbol, {
    env: { FEED_WS: text().url() },
    url: ({ env }) => env.FEED_WS,
    join: ({ base }) => ({ join: base }),
    leave: ({ base }) => ({ leave: base }),
    hear,
  }),
  sse: events(symbol, {
    env: { FEED_SSE: text().url() },
    open: (wanted, { env }) => [{ covers: wanted, url: env.FEED_SSE }],
    hear,
    keepAlive: keeps,
  }),
  rest: http(symbol, {
    ask: (wanted) =>
      wanted.map((one) => ({ covers: [one], url: `https://provider.example/${one.base}` })),
    read: (px: number, covers, out) => {
      for (const one of covers) out.value(one, px)
    },
  }),
}

const acme = createAdapter({
  name: 'acme',
  endpoints: {
    ws: endpoint({ input: symbol, sources: [kinds.ws] }),
    sse: endpoint({ input: symbol, sources: [kinds.sse] }),
    rest: endpoint({ input: symbol, sources: [kinds.rest], freshFor: '4s' }),
    both: endpoint({ input: symbol, sources: [kinds.ws, kinds.sse] }),
  },
})

/** A provider of events that tells a price to whoever listens. */
async function startEvents() {
  const streams = new Set<ServerResponse>()
  const server = createServer((_request, response) => {
    streams.add(response)
    response.on('close', () => streams.delete(response))
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write('data: {"base":"ETH","px":8}\n\n')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // it listens on a port
  return {
    streams,
    url: `http://127.0.0.1:${port}/`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function start() {
  const feed = await startScriptedStream((told) =>
    told instanceof Object && 'join' in told ? { base: told.join, px: 7 } : undefined,
  )
  const listened = await startEvents()
  const under = await testAdapter(acme, {
    env: {
      FEED_WS: feed.url,
      FEED_SSE: listened.url,
      WS_SUBSCRIPTION_TTL: '20000',
      SSE_SUBSCRIPTION_TTL: '40000',
      WARMUP_SUBSCRIPTION_TTL: '60000',
      SSE_KEEPALIVE_SLEEP: '15000',
      CACHE_MIN_AGE: '5000',
      CACHE_MAX_AGE: '30000',
    },
    provider: () => ({ body: 9 }),
  })
  return {
    feed,
    listened,
    under,
    ask: (of: string) => under.ask({ endpoint: of, base: 'ETH' }),
    left: () => feed.heard.filter((told) => told instanceof Object && 'leave' in told).length,
    [Symbol.asyncDispose]: async () => {
      await under[Symbol.asyncDispose]()
      await feed[Symbol.asyncDispose]()
      await listened[Symbol.asyncDispose]()
    },
  }
}

test('each kind of source is held for the time of its own setting', async () => {
  await using all = await start()
  const { feed, left, listened, under } = all
  for (const [kind, px] of [
    ['ws', 7],
    ['sse', 8],
    ['rest', 9],
  ] as const) {
    assert.equal((await all.ask(kind)).json['result'], px)
  }
  await under.advance(19_000)
  assert.deepEqual([left(), listened.streams.size], [0, 1])
  await under.advance(2_000)
  await under.until(() => left() === 1)
  await under.advance(18_000)
  assert.equal(listened.streams.size, 1)
  // A stream that nobody wants is kept for a moment, in case that somebody does again.
  await under.advance(12_000)
  await under.until(() => listened.streams.size === 0 && feed.connectionsOpen() === 0)
  const askedBefore = callsTo('/ETH')
  await under.advance(8_000)
  assert.ok(callsTo('/ETH') > askedBefore, 'Calls go on for 60 seconds')
  const atTheEnd = callsTo('/ETH')
  await under.advance(60_000)
  assert.ok(callsTo('/ETH') <= atTheEnd + 1)
  function callsTo(path: string): number {
    return under.provider.calls.filter(({ url }) => url.pathname === path).length
  }
})

test('two kinds of streams behind one endpoint are left each in its own time', async () => {
  await using all = await start()
  const { left, listened, under } = all
  assert.equal((await all.ask('both')).status, 200)
  await under.until(() => listened.streams.size === 1)
  await under.advance(21_000)
  await under.until(() => left() === 1)
  assert.equal(listened.streams.size, 1)
  // Who asks again has both again.
  assert.equal((await all.ask('both')).status, 200)
  await under.until(() => all.feed.heard.length === 3)
  assert.equal(listened.streams.size, 1)
})

test('SSE_KEEPALIVE_SLEEP is the time between calls that keep events coming', async () => {
  await using all = await start()
  const { under } = all
  assert.equal((await all.ask('sse')).status, 200)
  for (const expected of [1, 2]) {
    await under.advance(15_000)
    await under.until(() => under.provider.calls.length === expected)
  }
  assert.equal(under.provider.calls.at(-1)?.url.pathname, '/keep')
})
