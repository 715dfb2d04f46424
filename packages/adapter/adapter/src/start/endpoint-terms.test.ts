import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAdapter } from '../create-adapter.ts'
import { endpoint } from '../definition/endpoint.ts'
import { text } from '../definition/field.ts'
import { input } from '../definition/input.ts'
import { http } from '../sources/http-source.ts'
import { socket } from '../sources/socket-source.ts'
import { startScriptedStream, testAdapter } from '../testing/index.ts'

const one = input({ of: text() })

const rest = http(one, {
  ask: (wanted) => wanted.map((each) => ({ covers: [each], url: 'https://provider.example/' })),
  read: (told: number, covers, out) => {
    for (const each of covers) out.value(each, told)
  },
})

const live = socket(one, {
  env: { FEED_URL: text().url() },
  url: ({ env }) => env.FEED_URL,
  join: ({ of }) => ({ of }),
  hear: (told: { readonly of: string; readonly px: number }, out) =>
    out.value({ of: told.of }, told.px),
})

const acme = createAdapter({
  name: 'acme',
  endpoints: {
    // Shorter than CACHE_MIN_AGE and than WS_SUBSCRIPTION_TTL.
    called: endpoint({ input: one, sources: [rest], freshFor: '5s', serveStaleFor: '20s' }),
    streamed: endpoint({ input: one, sources: [live], serveStaleFor: '20s' }),
  },
  defaultEndpoint: 'called',
})

const FEED_URL = 'ws://127.0.0.1:9'

test('a value of a call is answered for as long as the author lets it, and no longer', async () => {
  await using under = await testAdapter(acme, { env: { FEED_URL }, provider: () => ({ body: 5 }) })
  assert.equal((await under.ask({ of: 'a' })).json['result'], 5)
  under.provider.answer(() => ({ fails: 'connect' }))
  await under.advance(19_000)
  assert.equal((await under.ask({ of: 'a' })).json['result'], 5)
  await under.advance(2_000)
  assert.equal((await under.ask({ of: 'a' })).status, 502)
})

test('so is a value of a stream, once the stream has ended', async () => {
  await using feed = await startScriptedStream((told) => ({ ...Object(told), px: 7 }))
  await using under = await testAdapter(acme, { env: { FEED_URL: feed.url } })
  const data = { endpoint: 'streamed', of: 'a' }
  assert.equal((await under.ask(data)).json['result'], 7)
  feed.refuse(503)
  feed.drop()
  await under.until(() => under.running.status().feeds.some(({ failure }) => failure !== undefined))
  await under.advance(19_000)
  assert.equal((await under.ask(data)).json['result'], 7)
  await under.advance(2_000)
  // With the status of the closed stream, or of the next one that was refused.
  assert.equal((await under.ask(data)).json['status'], 'errored')
})
