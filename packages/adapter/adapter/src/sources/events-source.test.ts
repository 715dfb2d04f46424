import assert from 'node:assert/strict'
import type { ServerResponse } from 'node:http'
import { test } from 'node:test'
import { createFakeClock } from '@kivuko/clock'
import { Secret } from '@kivuko/log'
import { secret, text } from '../definition/field.ts'
import { events } from './events-source.ts'
import type { EventsSpec } from './events-spec.ts'
import {
  btcUsd,
  ethUsd,
  type Got,
  httpProvider,
  listening,
  pair,
  pause,
  testContext,
  until,
} from './test-kit.ts'

type NoSettings = Readonly<Record<string, never>>
type Spec = EventsSpec<typeof ethUsd, { base: string; px: unknown }, NoSettings>

/** A provider of events that keeps its streams open. */
async function eventProvider(onRequest?: (got: Got, response: ServerResponse) => boolean) {
  const streams: ServerResponse[] = []
  const provider = await httpProvider((got, response) => {
    if (onRequest?.(got, response) === true) return
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' })
    response.flushHeaders()
    streams.push(response)
  })
  const say = (event: string): void => {
    for (const stream of streams) if (!stream.destroyed) stream.write(event)
  }
  const isOpen = (at: number): boolean => streams[at]?.destroyed === false
  return Object.assign(provider, { streams, say, isOpen })
}

function prices(url: string, changes: Partial<Spec> = {}) {
  return events(pair, {
    open: (wanted) => [{ covers: wanted, url: `${url}/all` }],
    hear: (told: { base: string; px: unknown }, out) => {
      out.value({ base: told.base, quote: 'USD' }, told.px)
    },
    ...changes,
  })
}

test('opens a stream while something is wanted, tells its values, and closes it', async () => {
  await using provider = await eventProvider()
  await using context = testContext({
    settings: { API: provider.url, KEY: new Secret('key-1') },
  })
  const source = events(pair, {
    env: { API: text().url(), KEY: secret() },
    open: (wanted, { env }) => [{ covers: wanted, url: env.API, headers: { 'x-key': env.KEY } }],
    types: ['tick'],
    hear: (told: { px: number; at: number }, out) => out.value(ethUsd, told.px, { at: told.at }),
  })
  await using live = listening(source, context)
  live.push.setWanted([ethUsd])
  await until(() => provider.streams.length === 1)
  assert.equal(provider.got[0]?.headers.accept, 'text/event-stream')
  assert.equal(provider.got[0]?.headers['x-key'], 'key-1')
  provider.say('data: {"px":9}\n\nevent: tick\ndata: {"px":2,\ndata: "at":1700000000000}\n\n')
  await until(() => live.heard.length === 1)
  assert.deepEqual(live.heard[0]?.outcome, { value: { result: 2, at: 1_700_000_000_000 } })
  assert.ok((live.heard[0]?.timestamps.providerDataStreamEstablishedUnixMs ?? 0) > 0)
  assert.equal(live.push.isLive(ethUsd), true)
  live.push.setWanted([])
  await until(() => !provider.isOpen(0))
  assert.equal(live.push.isLive(ethUsd), false)
})

test('keeps a stream whose request stays the same, and replaces one whose does not', async () => {
  await using provider = await eventProvider()
  await using context = testContext({ terms: { idleMs: 5_000 } })
  const query = (wanted: readonly (typeof ethUsd)[]) => wanted.map(({ base }) => base).join()
  const one = prices(provider.url)
  await using same = listening(one, context)
  same.push.setWanted([ethUsd])
  await until(() => provider.streams.length === 1)
  same.push.setWanted([ethUsd, btcUsd])
  provider.say('data: {"base":"BTC","px":5}\n\n')
  await until(() => same.heard.length === 1)
  assert.equal(provider.streams.length, 1)

  const each = prices(provider.url, {
    open: (wanted) => [{ covers: wanted, url: provider.url, query: { of: query(wanted) } }],
  })
  await using other = listening(each, context)
  other.push.setWanted([ethUsd])
  await until(() => provider.streams.length === 2)
  other.push.setWanted([ethUsd, btcUsd])
  await until(() => provider.streams.length === 3 && !provider.isOpen(1))
  assert.equal(provider.got[2]?.path, '/?of=ETH%2CBTC')
  assert.ok(provider.isOpen(0) && provider.isOpen(2))
})

test('reconnects with the last event id, not before the server wants it', async () => {
  await using provider = await eventProvider()
  await using context = testContext({ terms: { reconnectMsMax: 200 } })
  await using live = listening(prices(provider.url), context)
  live.push.setWanted([ethUsd])
  await until(() => provider.streams.length === 1)
  assert.equal(provider.got[0]?.headers['last-event-id'], undefined)
  provider.say('retry: 120\nid: 77\ndata: {"base":"ETH","px":1}\n\n')
  await until(() => live.push.isLive(ethUsd))
  const endedMs = Date.now()
  provider.streams[0]?.end()
  await until(() => !live.push.isLive(ethUsd))
  await until(() => provider.streams.length === 2)
  assert.ok(Date.now() - endedMs >= 100)
  assert.equal(provider.got[1]?.headers['last-event-id'], '77')
  await until(() => live.push.failure() === undefined)
})

test('says why when a stream is refused or is none, and goes on trying', async () => {
  let asked = 0
  await using provider = await eventProvider((_got, response) => {
    asked += 1
    if (asked === 1) response.writeHead(401).end()
    if (asked === 2) response.writeHead(200, { 'content-type': 'text/html' }).end('<html>')
    return asked <= 2
  })
  await using context = testContext()
  const failures: unknown[] = []
  await using live = listening(prices(provider.url), context, () => {
    const { message, statusCode, providerStatusCode } = live.push.failure() ?? {}
    failures.push([statusCode, providerStatusCode, message?.replace(/^\S+/, 'host')])
  })
  live.push.setWanted([ethUsd])
  await until(() => provider.streams.length === 1)
  await until(() => live.push.failure() === undefined)
  assert.deepEqual(failures.slice(0, 2), [
    [502, 401, 'host refused the stream with 401'],
    [502, undefined, 'host answered with no stream of events'],
  ])
})

test('is refused at once where nobody listens, and opens when somebody does', async () => {
  const gone = await eventProvider()
  await gone[Symbol.asyncDispose]()
  await using context = testContext()
  await using live = listening(prices(gone.url), context)
  live.push.setWanted([ethUsd])
  await until(() => live.push.failure() !== undefined, 500)
  assert.equal(live.push.failure()?.statusCode, 502)
  await using back = await httpProvider((_got, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write('data: {"base":"ETH","px":3}\n\n')
  }, gone.port)
  await until(() => live.values().includes(3))
  assert.ok(back.got.length >= 1)
})

test('any byte keeps a stream, and one without any is made anew', async () => {
  await using provider = await eventProvider()
  await using context = testContext({ terms: { unresponsiveMs: 80 } })
  await using live = listening(prices(provider.url), context)
  live.push.setWanted([ethUsd])
  await until(() => provider.streams.length === 1)
  const talking = setInterval(() => provider.say(': alive\n'), 20)
  await pause(250)
  assert.equal(provider.streams.length, 1)
  clearInterval(talking)
  await until(() => provider.streams.length === 2)
})

test('joins and leaves by requests beside the stream, and keeps it alive', async () => {
  await using provider = await eventProvider(({ path }, response) => {
    if (path === '/all') return false
    response.writeHead(path.includes('BTC') ? 404 : 200).end()
    return true
  })
  const clock = createFakeClock()
  await using context = testContext({ clock, terms: { unresponsiveMs: 200 } })
  const source = prices(provider.url, {
    join: ({ base }) => ({ url: `${provider.url}/join/${base}`, body: {} }),
    leave: ({ base }) => ({ url: `${provider.url}/leave/${base}`, method: 'DELETE' }),
    keepAlive: { everyMs: 60, request: () => ({ url: `${provider.url}/keep` }) },
  })
  await using live = listening(source, context)
  live.push.setWanted([ethUsd, btcUsd])
  const paths = (): string[] => provider.got.map(({ method, path }) => `${method} ${path}`)
  await until(() => paths().includes('POST /join/ETH') && paths().includes('POST /join/BTC'))
  await until(() => live.heard.length === 1)
  assert.equal(live.heard[0]?.params, btcUsd)
  assert.match(JSON.stringify(live.values()), /"providerStatusCode":404/)
  const times = (path: string): number => paths().filter((each) => each === path).length
  // The stream is alive, one of its subscriptions silent: that one is left and joined again.
  while (times('GET /keep') === 0 || times('POST /join/ETH') < 2) {
    const told = live.heard.length
    provider.say('data: {"base":"BTC","px":"4"}\n\n')
    await until(() => live.heard.length > told)
    await clock.advance(20)
  }
  assert.equal(times('DELETE /leave/ETH'), 1)
  live.push.setWanted([btcUsd])
  await until(() => times('DELETE /leave/ETH') === 2)
})

test('hears on after events that cannot be read', async () => {
  await using provider = await eventProvider()
  await using context = testContext()
  await using live = listening(prices(provider.url), context)
  live.push.setWanted([ethUsd])
  await until(() => provider.streams.length === 1)
  provider.say('data: <html>\n\ndata: null\n\ndata: {"base":"ETH","px":"4"}\n\n')
  await until(() => live.heard.length === 1)
  assert.deepEqual(live.values(), [4])
})
