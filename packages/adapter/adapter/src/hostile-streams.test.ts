import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { waitFor } from '@kivuko/testing'
import { createAdapter } from './create-adapter.ts'
import { endpoint } from './definition/endpoint.ts'
import { secret, text } from './definition/field.ts'
import { input } from './definition/input.ts'
import { events } from './sources/events-source.ts'
import { price } from './sources/result-guard.ts'
import { socket } from './sources/socket-source.ts'
import {
  answer,
  type Behaviour,
  endless,
  type HostileProvider,
  startHostileProvider,
  startToldAdapter,
  type ToldAdapter,
} from './test-hostile-provider.ts'

const pair = input({ base: text().symbol() })
const env = { FEED_URL: text().url(), FEED_KEY: secret() }

interface Tick {
  readonly base: string
  readonly px: number
}

/**
 * Two adapters over streams alone: what they have is kept for a second, and answered for longer.
 */
const adapters = {
  socket: createAdapter({
    name: 'sockets',
    endpoints: {
      price: endpoint({
        input: pair,
        serveStaleFor: '10m',
        sources: [
          socket(pair, {
            env,
            url: ({ env: { FEED_KEY, FEED_URL } }) => `${FEED_URL}?key=${FEED_KEY.reveal()}`,
            join: ({ base }) => ({ join: base }),
            hear: ({ base, px }: Tick, out) => out.value({ base }, px),
            result: price(),
          }),
        ],
      }),
    },
  }),
  events: createAdapter({
    name: 'events',
    endpoints: {
      price: endpoint({
        input: pair,
        serveStaleFor: '10m',
        sources: [
          events(pair, {
            env,
            open: (wanted, { env: { FEED_KEY, FEED_URL } }) => [
              {
                covers: wanted,
                url: FEED_URL.replace('ws:', 'http:'),
                headers: { 'x-key': FEED_KEY },
              },
            ],
            hear: ({ base, px }: Tick, out) => out.value({ base }, px),
            result: price(),
          }),
        ],
      }),
    },
  }),
}

/** A slow machine needs so long for what takes milliseconds elsewhere. */
const patient = { timeoutMs: 30_000 }

const ticksOf = (px: number): readonly string[] => {
  return ['ETH', 'COLD'].map((base) => JSON.stringify({ base, px }))
}

/** A frame of a server: not masked. */
function frame(payload: string | Buffer, first = 0x81): Buffer {
  const bytes = Buffer.from(payload)
  const length = Buffer.alloc(bytes.length < 126 ? 1 : 9)
  length[0] = bytes.length < 126 ? bytes.length : 127
  if (bytes.length >= 126) length.writeBigUInt64BE(BigInt(bytes.length), 1)
  return Buffer.concat([Buffer.from([first]), length, bytes])
}

/** Opens a WebSocket; what comes in on it is of no interest. */
function opened(then: Behaviour): Behaviour {
  return (stream, head) => {
    const [, key = ''] = /^sec-websocket-key: (\S+)$/im.exec(head) ?? []
    const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
    stream.removeAllListeners('data').resume()
    stream.write(
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
        `Sec-WebSocket-Accept: ${accept.digest('base64')}\r\n\r\n`,
    )
    then(stream, head)
  }
}

const eventsHead = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n'

/** Tells a price of both keys now and then. */
const goods: Readonly<Record<keyof typeof adapters, (px: number) => Behaviour>> = {
  socket: (px) => {
    return opened(
      endless('', Buffer.concat(ticksOf(px).map((tick) => frame(tick))), { everyMs: 50 }),
    )
  },
  events: (px) => {
    return endless(
      eventsHead,
      ticksOf(px)
        .map((tick) => `data: ${tick}\n\n`)
        .join(''),
      { everyMs: 50 },
    )
  },
}

/** What a stream does, and what those are told who ask for a key that has no value yet. */
interface Case {
  readonly kind: keyof typeof adapters
  readonly behave: Behaviour
  readonly says: RegExp
  /** 502 if left out. */
  readonly status?: number
}

const noValue = { status: 504, says: /There was no value in time/ }
const silent = { status: 504, says: /did not open a stream in time/ }
/** What comes with the opening itself is an end of it. */
const socketBroke = /(?:The stream of|No stream to) \S+|closed the stream/
const pour = (frames: Buffer): Behaviour => opened(endless('', frames))

const cases: Readonly<Record<string, Case>> = {
  'a socket that never opens': { kind: 'socket', behave: () => undefined, ...silent },
  'a socket that is refused': {
    kind: 'socket',
    behave: answer('', { status: 403 }),
    status: 403,
    says: /refused the stream with 403/,
  },
  'a socket that answers as a page does': {
    kind: 'socket',
    behave: answer('<html>'),
    says: /refused the stream with 200/,
  },
  'a socket that closes at once': {
    kind: 'socket',
    behave: opened((stream) => stream.end(frame(Buffer.from([0x03, 0xe8]), 0x88))),
    says: /closed the stream \(1000\)/,
  },
  'a socket that is cut at once': {
    kind: 'socket',
    behave: opened((stream) => stream.destroy()),
    says: socketBroke,
  },
  'a socket that opens wrongly': {
    kind: 'socket',
    behave: (stream) =>
      stream.write(
        'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
          'Sec-WebSocket-Accept: nonsense\r\n\r\n',
      ),
    says: /No stream to/,
  },
  'a socket of bytes that are no frames': {
    kind: 'socket',
    behave: opened((stream) => stream.write(Buffer.alloc(1_000, 0xff))),
    says: socketBroke,
  },
  'a socket of text that is no text': {
    kind: 'socket',
    behave: opened((stream) => stream.write(frame(Buffer.from([0xff, 0xfe])))),
    says: socketBroke,
  },
  'a socket that announces an enormous frame': {
    kind: 'socket',
    behave: opened((stream) => {
      stream.write(Buffer.from([0x82, 127, 0, 0, 0x10, 0, 0, 0, 0, 0]))
    }),
    says: socketBroke,
  },
  'a socket of a frame that never ends': {
    kind: 'socket',
    behave: opened(endless('', frame('a'.repeat(100_000), 0x01))),
    says: socketBroke,
  },
  'a socket that pours fragments': {
    kind: 'socket',
    behave: opened((stream, head) => {
      stream.write(frame('a', 0x01))
      endless('', Buffer.concat(Array.from({ length: 1_000 }, () => frame('a', 0x00))))(
        stream,
        head,
      )
    }),
    says: socketBroke,
  },
  'a socket of messages that mean nothing': {
    kind: 'socket',
    behave: opened(
      endless(
        '',
        Buffer.concat(['<html>', 'null', '5', '[]', '{"base":7}'].map((one) => frame(one))),
        {
          everyMs: 20,
        },
      ),
    ),
    ...noValue,
  },
  'a socket that lies': {
    kind: 'socket',
    behave: opened(
      endless(
        '',
        Buffer.concat(
          ['-1', '0', '1e999', '"x"', 'null'].flatMap((px) => {
            return ['ETH', 'COLD'].map((base) => frame(`{"base":"${base}","px":${px}}`))
          }),
        ),
        { everyMs: 20 },
      ),
    ),
    says: /The provider's value is/,
  },
  'a socket that pings without a pause': {
    kind: 'socket',
    behave: pour(Buffer.concat(Array.from({ length: 100 }, () => frame('a'.repeat(100), 0x89)))),
    says: socketBroke,
  },
  'events that never begin': { kind: 'events', behave: () => undefined, ...silent },
  'events that are a page': {
    kind: 'events',
    behave: answer('<html>', { headers: { 'content-type': 'text/html' } }),
    says: /answered with no stream of events/,
  },
  'events that end at once': {
    kind: 'events',
    behave: (stream) => stream.end(eventsHead),
    says: /ended the stream/,
  },
  'events that are cut': {
    kind: 'events',
    behave: (stream) => {
      stream.write(`${eventsHead}data: `)
      setTimeout(() => stream.resetAndDestroy(), 20)
    },
    says: /The stream broke of|ended the stream/,
  },
  'events of a line that never ends': {
    kind: 'events',
    behave: endless(`${eventsHead}data: `, 'a'.repeat(65_536)),
    says: /An event of \S+ is too long/,
  },
  'events of data that never ends': {
    kind: 'events',
    behave: endless(eventsHead, `data: ${'a'.repeat(1_000)}\n`.repeat(60)),
    says: /An event of \S+ is too long/,
  },
  'events that mean nothing': {
    kind: 'events',
    behave: endless(eventsHead, 'data: <html>\n\ndata: null\n\ndata: {"base":7}\n\nnonsense\n', {
      everyMs: 20,
    }),
    ...noValue,
  },
  'events that lie': {
    kind: 'events',
    behave: endless(
      eventsHead,
      ['-1', '0', '1e999', '"x"', 'null']
        .flatMap((px) => {
          return ['ETH', 'COLD'].map((base) => `data: {"base":"${base}","px":${px}}\n\n`)
        })
        .join(''),
      { everyMs: 20 },
    ),
    says: /The provider's value is/,
  },
}

async function startWorld(kind: keyof typeof adapters) {
  const provider: HostileProvider = await startHostileProvider(goods[kind](5))
  const adapter: ToldAdapter = await startToldAdapter(adapters[kind], {
    FEED_URL: `ws://127.0.0.1:${provider.port}/feed`,
    FEED_KEY: 'sk-hostile-12345',
    ANSWER_TIMEOUT: '1500',
    WS_SUBSCRIPTION_TTL: '1000',
    SSE_SUBSCRIPTION_TTL: '1000',
    WS_CONNECTION_OPEN_TIMEOUT: '1000',
    STREAM_HANDLER_RETRY_MIN_MS: '20',
    STREAM_HANDLER_RETRY_MAX_MS: '200',
    CACHE_ERROR_AGE: '100',
  })
  return {
    provider,
    adapter,
    [Symbol.asyncDispose]: async () => {
      await adapter[Symbol.asyncDispose]()
      await provider[Symbol.asyncDispose]()
    },
  }
}

describe('a stream:', { concurrency: 8 }, () => {
  for (const [name, each] of Object.entries(cases)) {
    it(`${name} is named, stops no answer, and is recovered from`, async () => {
      await using world = await startWorld(each.kind)
      const { adapter, provider } = world
      assert.equal((await adapter.ask('ETH')).result, 5)
      await provider.listens(false)
      provider.behave(each.behave)
      await provider.listens(true)
      await waitFor(() => provider.requests() >= 1, patient)
      // Longer than a value of a stream is taken for new.
      for (let asked = 0; asked < 15; asked += 1) {
        const { result, status, text: told } = await adapter.ask('ETH')
        assert.deepEqual([status, result], [200, 5], told)
        await sleep(100)
      }
      await assertNamed(adapter, each)
      await provider.listens(false)
      provider.behave(goods[each.kind](6))
      await provider.listens(true)
      for (const base of ['ETH', 'COLD']) {
        await waitFor(async () => (await adapter.ask(base)).result === 6, {
          ...patient,
          what: base,
        })
      }
    })
  }
})

/** It may take a moment until the fault shows. */
async function assertNamed(adapter: ToldAdapter, { says, status = 502 }: Case): Promise<void> {
  let last = ''
  const isNamed = async (): Promise<boolean> => {
    const told = await adapter.ask('COLD')
    last = told.text
    return told.status === status && says.test(told.message)
  }
  await waitFor(isNamed, { ...patient, what: String(says) }).catch((cause: unknown) => {
    throw new Error(last, { cause })
  })
  for (const shown of [last, adapter.logged()]) {
    assert.doesNotMatch(shown, /sk-hostile|\.ts:\d|node_modules/)
  }
}
