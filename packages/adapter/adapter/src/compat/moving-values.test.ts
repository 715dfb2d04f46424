import assert from 'node:assert/strict'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { createAdapter } from '../create-adapter.ts'
import { endpoint } from '../definition/endpoint.ts'
import { text } from '../definition/field.ts'
import { input } from '../definition/input.ts'
import { custom } from '../sources/custom-source.ts'
import { events } from '../sources/events-source.ts'
import { http } from '../sources/http-source.ts'
import { socket } from '../sources/socket-source.ts'
import { startScriptedStream, testAdapter } from '../testing/index.ts'

const pair = input({ base: text().symbol(), quote: text().symbol() })
const ethUsd = { base: 'ETH', quote: 'USD' }

interface Said {
  readonly px: number
}

/** A provider that pushes, in one of the ways there are. */
interface Pushing extends AsyncDisposable {
  readonly env: Readonly<Record<string, string>>
  say(px: number): void
}

async function startEvents(): Promise<Pushing> {
  const streams: ServerResponse[] = []
  const server = createServer((_request, response) => {
    streams.push(response)
    response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // it listens on a port
  return {
    env: { FEED_URL: `http://127.0.0.1:${port}/` },
    say: (px) => streams.forEach((stream) => stream.write(`data: {"px":${px}}\n\n`)),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function startSocket(): Promise<Pushing> {
  const stream = await startScriptedStream()
  return {
    env: { FEED_URL: stream.url },
    say: (px) => stream.say({ px }),
    [Symbol.asyncDispose]: () => stream[Symbol.asyncDispose](),
  }
}

let sayByHand: (px: number) => void = () => undefined

const env = { FEED_URL: text().url().optional() }

const ways = {
  socket: {
    start: startSocket,
    source: socket(pair, {
      env,
      url: (context) => context.env.FEED_URL ?? '',
      join: () => ({ join: 1 }),
      hear: ({ px }: Said, out) => out.value(ethUsd, px),
    }),
  },
  events: {
    start: startEvents,
    source: events(pair, {
      env,
      open: (wanted, context) => [{ covers: wanted, url: context.env.FEED_URL ?? '' }],
      hear: ({ px }: Said, out) => out.value(ethUsd, px),
    }),
  },
  'a stream by hand': {
    start: async (): Promise<Pushing> => ({
      env: {},
      say: (px) => sayByHand(px),
      [Symbol.asyncDispose]: async () => undefined,
    }),
    source: custom(pair, {
      start: (out) => {
        sayByHand = (px) => out.value(ethUsd, px)
        return { setWanted: () => undefined, [Symbol.asyncDispose]: async () => undefined }
      },
    }),
  },
}

const rest = http(pair, {
  ask: (wanted) => [{ covers: wanted, url: 'https://provider.example/' }],
  read: (px: number, covers, out) => {
    for (const one of covers) out.value(one, px)
  },
})

for (const [name, { source, start }] of Object.entries(ways)) {
  test(`a value that moves over ${name} is told and answered at once`, async () => {
    const acme = createAdapter({
      name: 'acme',
      endpoints: {
        price: endpoint({ input: pair, sources: [source, rest], invert: [['USD', 'ETH']] }),
      },
    })
    await using feed = await start()
    await using under = await testAdapter(acme, {
      env: feed.env,
      provider: () => ({ body: 1 }),
    })
    assert.equal((await under.ask(ethUsd)).json['result'], 1)
    const told: unknown[] = []
    const inverse: unknown[] = []
    const others: unknown[] = []
    const { running } = under
    const stop = running.watch('price', ethUsd, ({ value }) => told.push(value.result))
    running.watch('price', { base: 'USD', quote: 'ETH' }, ({ value }) => inverse.push(value.result))
    running.ask.watch?.({ data: ethUsd }, ({ result }) => others.push(result))
    // Its clock stands still: nothing here waits for a time to come.
    let px = 0
    await under.until(() => {
      px += 4
      feed.say(px)
      return told.length > 0
    })
    await under.until(() => told.at(-1) === px)
    assert.equal((await under.ask(ethUsd)).json['result'], px)
    assert.deepEqual([inverse.at(-1), others.at(-1)], [1 / px, px])
    stop()
    const last = told.length
    feed.say(1_000)
    await under.until(() => others.at(-1) === 1_000)
    assert.equal(told.length, last)
  })
}
