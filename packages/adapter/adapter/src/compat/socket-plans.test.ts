import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAdapter } from '../create-adapter.ts'
import { endpoint } from '../definition/endpoint.ts'
import { text } from '../definition/field.ts'
import { input } from '../definition/input.ts'
import { http } from '../sources/http-source.ts'
import { socket } from '../sources/socket-source.ts'
import { startScriptedStream, testAdapter } from '../testing/index.ts'

const symbol = input({ base: text().symbol() })

function live() {
  return socket(symbol, {
    env: { FEED_URL: text().url() },
    url: ({ env }) => env.FEED_URL,
    join: ({ base }) => ({ join: base }),
    leave: ({ base }) => ({ leave: base }),
    hear: ({ base, px }: { base: string; px: number }, out) => out.value({ base }, px),
  })
}

const rest = http(symbol, {
  ask: (wanted) => wanted.map((one) => ({ covers: [one], url: 'https://provider.example/' })),
  read: (px: number, covers, out) => {
    for (const one of covers) out.value(one, px)
  },
})

const acme = createAdapter({
  name: 'acme',
  defaultEndpoint: 'streamed',
  plans: {
    wide: { connections: 2, subscriptions: 2 },
    narrow: { connections: 1, subscriptions: 2 },
    plain: { subscriptions: 2 },
  },
  endpoints: {
    streamed: endpoint({ input: symbol, sources: [live()] }),
    both: endpoint({ input: symbol, sources: [live(), rest] }),
  },
})

async function start(tier: string, env: Readonly<Record<string, string>> = {}) {
  const joined = new Map<string, number>()
  const feed = await startScriptedStream((told) => {
    if (!(told instanceof Object && 'join' in told)) return undefined
    joined.set(String(told.join), (joined.get(String(told.join)) ?? 0) + 1)
    return { base: told.join, px: 7 }
  })
  const under = await testAdapter(acme, {
    env: { FEED_URL: feed.url, RATE_LIMIT_API_TIER: tier, CACHE_ERROR_AGE: '0', ...env },
    provider: () => ({ body: 9 }),
  })
  return {
    feed,
    joined,
    under,
    ask: async (base: string, of = 'streamed') => {
      // What is wanted is told to streams together, when it changes within a moment.
      await under.advance(25)
      const { json, status } = await under.ask({ endpoint: of, base })
      return { status, result: json['result'], message: json['errorMessage'] }
    },
    [Symbol.asyncDispose]: async () => {
      await under[Symbol.asyncDispose]()
      await feed[Symbol.asyncDispose]()
    },
  }
}

const full = "All subscriptions of the provider's plan are in use"

test('as many connections are used as subscriptions need and the plan allows', async () => {
  await using all = await start('wide')
  for (const base of ['A', 'B']) assert.equal((await all.ask(base)).result, 7)
  assert.equal(all.feed.connectionsOpen(), 1)
  for (const base of ['C', 'D']) assert.equal((await all.ask(base)).result, 7)
  assert.equal(all.feed.connectionsOpen(), 2)
  // Values come over both of them.
  for (const base of ['A', 'D']) all.feed.say({ base, px: 8 })
  for (const base of ['A', 'D']) {
    await all.under.until(() => {
      return all.under.running.getNow('streamed', { base })?.value.result === 8
    })
  }
  assert.match(all.under.metrics.render(), /^ws_subscription_active\{[^}]*streamed[^}]*\} 4$/m)
})

test('more than fits is refused at once with the reason, each time', async () => {
  await using all = await start('wide')
  for (const base of ['A', 'B', 'C', 'D']) assert.equal((await all.ask(base)).status, 200)
  for (let turn = 0; turn < 3; turn += 1) {
    assert.deepEqual(await all.ask('E'), { status: 429, result: undefined, message: full })
  }
  const ready = await all.under.send('/ready', { method: 'GET' })
  assert.match(ready.text, new RegExp(`"part":"streamed/ws","reason":"${full}"`))
  assert.deepEqual([all.joined.has('E'), all.feed.connectionsMade()], [false, 2])
})

test('or served by calls, where there is a source to be called', async () => {
  await using all = await start('narrow')
  for (const base of ['A', 'B']) await all.ask(base, 'both')
  await all.under.until(() => all.joined.size === 2)
  assert.deepEqual(await all.ask('C', 'both'), { status: 200, result: 9, message: undefined })
  const called = all.under.provider.calls.length
  await all.under.advance(60_000)
  assert.ok(all.under.provider.calls.length > called, 'C is kept fresh by calls')
  assert.equal((await all.ask('C', 'both')).status, 200)
})

test('what has no place moves up when one is left', async () => {
  await using all = await start('narrow', { WS_SUBSCRIPTION_TTL: '20000' })
  for (const base of ['A', 'B']) assert.equal((await all.ask(base)).status, 200)
  assert.equal((await all.ask('C')).status, 429)
  await all.under.advance(15_000)
  for (const base of ['B', 'C']) await all.ask(base)
  await all.under.advance(6_000)
  await all.under.until(() => all.joined.has('C'))
  await all.under.until(() => all.under.running.getNow('streamed', { base: 'C' }) !== undefined)
  assert.equal((await all.ask('C')).result, 7)
})

test('without a number of connections there is one for each source', async () => {
  await using all = await start('plain')
  for (const base of ['A', 'B']) assert.equal((await all.ask(base)).status, 200)
  assert.equal((await all.ask('C')).message, full)
  assert.equal((await all.ask('A', 'both')).status, 200)
  await all.under.until(() => all.feed.connectionsOpen() === 2)
})

test('sources share connections: who comes late is told, and gets the next', async () => {
  await using all = await start('narrow', { WS_SUBSCRIPTION_TTL: '20000' })
  assert.equal((await all.ask('A', 'both')).status, 200)
  await all.under.until(() => all.joined.has('A'))
  const late = await all.ask('B')
  assert.deepEqual(late, {
    status: 429,
    result: undefined,
    message: "All connections of the provider's plan are in use",
  })
  await all.under.advance(15_000)
  await all.ask('B')
  // The first source leaves what nobody asks for, and hangs up a moment later.
  await all.under.advance(6_000)
  await all.under.advance(10_000)
  await all.under.until(() => all.joined.has('B'))
})

test('WS_CONNECTION_LIMIT and WS_SUBSCRIPTION_LIMIT go before the plan', async () => {
  await using all = await start('narrow', { WS_CONNECTION_LIMIT: '3', WS_SUBSCRIPTION_LIMIT: '1' })
  for (const base of ['A', 'B', 'C']) assert.equal((await all.ask(base)).status, 200)
  assert.equal(all.feed.connectionsOpen(), 3)
  assert.equal((await all.ask('D')).status, 429)
})

test('connections that break are made again, each with its own subscriptions', async () => {
  await using all = await start('wide')
  for (const base of ['A', 'B', 'C']) assert.equal((await all.ask(base)).status, 200)
  all.feed.refuse(503)
  all.feed.drop()
  await all.under.until(() => {
    return /^ws_connection_failover_count\{[^}]*streamed[^}]*\} 2$/m.test(
      all.under.metrics.render(),
    )
  })
  all.feed.refuse(undefined)
  // The first wait before another attempt.
  await all.under.advance(200)
  await all.under.until(() => all.joined.get('A') === 2 && all.joined.get('C') === 2)
  assert.equal(all.feed.connectionsOpen(), 2)
})
