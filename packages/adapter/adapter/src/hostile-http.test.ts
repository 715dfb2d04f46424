import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { waitFor } from '@kivuko/testing'
import { createAdapter } from './create-adapter.ts'
import { endpoint } from './definition/endpoint.ts'
import { secret, text } from './definition/field.ts'
import { input } from './definition/input.ts'
import { http } from './sources/http-source.ts'
import { price } from './sources/result-guard.ts'
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

const acme = createAdapter({
  name: 'acme',
  endpoints: {
    price: endpoint({
      input: pair,
      freshFor: '200ms',
      serveStaleFor: '10m',
      sources: [
        http(pair, {
          env: { PROVIDER_URL: text().url(), PROVIDER_KEY: secret() },
          ask: (wanted, { env }) =>
            wanted.map((params) => ({
              covers: [params],
              url: env.PROVIDER_URL,
              query: { base: params.base, key: env.PROVIDER_KEY },
            })),
          read: ({ error, px }: { readonly px: number; readonly error?: string }, covers, out) => {
            for (const params of covers) {
              if (error === undefined) out.value(params, px)
              else out.failed(params, error)
            }
          },
          result: price(),
        }),
      ],
    }),
  },
})

const key = 'sk-hostile-12345'
/** A slow machine needs so long for what takes milliseconds elsewhere. */
const patient = { timeoutMs: 30_000 }

/** The key CALM is answered well in any case, with another value each time. */
function whileCalm(behaviour: Behaviour): Behaviour {
  let calls = 0
  return (socket, head) => {
    if (!head.includes('base=CALM')) return behaviour(socket, head)
    calls += 1
    answer(JSON.stringify({ px: calls }))(socket, head)
  }
}

/** What a provider does, and what those are told who ask for a key that has no value yet. */
interface Case {
  readonly behave: Behaviour
  readonly says: RegExp
  /** How long a call may take: short where that is what ends it. */
  readonly timeoutMs?: number
  /** 502 if left out. */
  readonly status?: number
}

const okHead = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n'
const chunked = `${okHead}Transfer-Encoding: chunked\r\n\r\n`
const notJson = /answered with something else where JSON was expected/
const broke = /The connection to \S+ broke before the answer was complete/
const late = { status: 504, says: /did not answer in time/, timeoutMs: 1_000 }
const tooLong = /The answer of \S+ is too long/
const valueIs = (problem: string): RegExp => new RegExp(`^The provider's value ${problem}$`)
const tells = (body: unknown): Behaviour => answer(JSON.stringify(body))

const cases: Readonly<Record<string, Case>> = {
  'cuts the connection': { behave: (socket) => socket.resetAndDestroy(), says: broke },
  'hangs up': { behave: (socket) => socket.end(), says: broke },
  'says nothing': { behave: () => undefined, ...late },
  'begins a head for ever': {
    behave: endless('HTTP/1.1 200 OK\r\nX: ', 'a', { everyMs: 20 }),
    ...late,
  },
  'sends a head without end': {
    behave: endless('HTTP/1.1 200 OK\r\nX: ', 'a'.repeat(9_999)),
    says: broke,
  },
  'sends early hints for ever': {
    behave: endless('', 'HTTP/1.1 103 Early Hints\r\nX: a\r\n\r\n', { everyMs: 5 }),
    ...late,
  },
  'speaks another protocol': { behave: (socket) => socket.write('SSH-2.0-x\r\n'), says: broke },
  'sends half a body': {
    behave: (socket) => socket.write(`${okHead}Content-Length: 100\r\n\r\n{"px":`),
    ...late,
  },
  'sends half a body and hangs up': {
    behave: (socket) => socket.end(`${okHead}Content-Length: 100\r\n\r\n{"px":`),
    says: broke,
  },
  'sends more than it says': {
    behave: (socket) => socket.write(`${okHead}Content-Length: 4\r\n\r\n{"px":5}`),
    says: notJson,
  },
  'says two lengths': {
    behave: (socket) =>
      socket.write(`${okHead}Content-Length: 8\r\nContent-Length: 9\r\n\r\n{"px":5}`),
    says: broke,
  },
  'drips chunks for ever': { behave: endless(chunked, '1\r\n \r\n', { everyMs: 10 }), ...late },
  'pours chunks for ever': {
    behave: endless(chunked, `4000\r\n${' '.repeat(0x4000)}\r\n`),
    says: tooLong,
  },
  'pours a hundred megabytes': {
    behave: endless(`${okHead}Content-Length: 104857600\r\n\r\n`, ' '.repeat(65_536)),
    says: tooLong,
  },
  'sends a bomb': {
    behave: answer(gzipSync(Buffer.alloc(10_485_760)), { headers: { 'content-encoding': 'gzip' } }),
    says: notJson,
  },
  'sends bytes that are no text': {
    behave: answer(Buffer.from('{"px":"\xff\xfe"}', 'latin1')),
    says: valueIs('is not a number'),
  },
  'sends a page': {
    behave: answer('<!doctype html><h1>Maintenance'),
    says: /answered with a page/,
  },
  'sends nothing': { behave: answer(''), says: notJson },
  'sends no content': { behave: answer('', { status: 204 }), says: notJson },
  'sends null': { behave: answer('null'), says: /The answer of \S+ cannot be read/ },
  'sends a list': { behave: answer('[]'), says: valueIs('is missing') },
  'sends another object': { behave: tells({ price: 5 }), says: valueIs('is missing') },
  'sends NaN': { behave: answer('{"px":NaN}'), says: notJson },
  'sends NaN as text': { behave: tells({ px: 'NaN' }), says: valueIs('is not a number') },
  'sends a text': { behave: tells({ px: 'five' }), says: valueIs('is not a number') },
  'sends a flag': { behave: tells({ px: true }), says: valueIs('is not a number') },
  'sends an object in place of a number': {
    behave: tells({ px: { valueOf: 5 } }),
    says: valueIs('is not a number'),
  },
  'sends zero': { behave: tells({ px: 0 }), says: valueIs('is not above 0') },
  'sends a negative': { behave: tells({ px: -5 }), says: valueIs('is not above 0') },
  'sends 1e308': { behave: tells({ px: 1e308 }), says: valueIs('is too large') },
  'sends 1e999': { behave: answer('{"px":1e999}'), says: valueIs('is too large') },
  'sends 1e999 as text': { behave: tells({ px: '1e999' }), says: valueIs('is too large') },
  'tells an error of megabytes': {
    behave: tells({ error: 'x'.repeat(3_000_000) }),
    says: /^x{500}…$/,
  },
  'tells an error that is no text': {
    behave: tells({ error: { code: 5 } }),
    says: /The answer of \S+ cannot be read/,
  },
  'tells an error that shows what it was asked': {
    behave: (socket, head) => tells({ error: head })(socket, head),
    says: /key=\[secret\]/,
  },
  'redirects to itself': {
    behave: answer('', { status: 302, headers: { location: '/' } }),
    says: /answered 302$/,
  },
  'refuses, and shows what it was asked': {
    behave: (socket, head) =>
      answer(`{"px":5,"asked":${JSON.stringify(head)}}`, { status: 500 })(socket, head),
    // PROXY_STATUS is on where nothing else is set.
    status: 500,
    says: /answered 500$/,
  },
}

async function assertGoesOn(adapter: ToldAdapter): Promise<void> {
  for (let asked = 0; asked < 10; asked += 1) {
    const { result, status, text: told } = await adapter.ask('ETH')
    assert.deepEqual([status, result], [200, 5], told)
    await sleep(30)
  }
}

/** What went wrong is told, with its place, and nothing else. */
async function assertNamed(adapter: ToldAdapter, { says, status = 502 }: Omit<Case, 'behave'>) {
  const told = await adapter.ask('COLD')
  assert.equal(told.status, status, told.text)
  assert.match(told.message, says)
  assert.ok(told.text.length < 2_000)
  for (const shown of [told.text, adapter.logged()]) {
    assert.doesNotMatch(shown, /sk-hostile|\.ts:\d|node_modules/)
  }
}

async function assertRecovers(adapter: ToldAdapter): Promise<void> {
  for (const base of ['ETH', 'COLD']) {
    await waitFor(async () => (await adapter.ask(base)).result === 6, {
      ...patient,
      what: `a new value of ${base}`,
    })
  }
}

async function startWorld(
  timeoutMs = 10_000,
): Promise<AsyncDisposable & { provider: HostileProvider; adapter: ToldAdapter }> {
  const provider = await startHostileProvider(whileCalm(tells({ px: 5 })))
  const adapter = await startToldAdapter(acme, {
    PROVIDER_URL: `http://127.0.0.1:${provider.port}/spot`,
    PROVIDER_KEY: key,
    API_TIMEOUT: String(timeoutMs),
    CACHE_MIN_AGE: '200',
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

describe('a provider over HTTP that', { concurrency: 6 }, () => {
  for (const [name, each] of Object.entries(cases)) {
    it(`${name} is named, stops no answer and no other key, and is recovered from`, async () => {
      await using world = await startWorld(each.timeoutMs)
      const { adapter, provider } = world
      assert.equal((await adapter.ask('ETH')).result, 5)
      provider.behave(whileCalm(each.behave))
      const calm = Number((await adapter.ask('CALM')).result)
      await waitFor(() => provider.requests() >= 1, patient)
      await assertGoesOn(adapter)
      await assertNamed(adapter, each)
      await waitFor(async () => Number((await adapter.ask('CALM')).result) > calm + 1, patient)
      provider.behave(whileCalm(tells({ px: 6 })))
      await assertRecovers(adapter)
    })
  }

  it('cannot be reached is named, stops no answer, and is recovered from', async () => {
    await using world = await startWorld()
    const { adapter, provider } = world
    assert.equal((await adapter.ask('ETH')).result, 5)
    await provider.listens(false)
    await sleep(300)
    await assertGoesOn(adapter)
    await assertNamed(adapter, { says: /^No connection to 127\.0\.0\.1:\d+$/ })
    provider.behave(tells({ px: 6 }))
    await provider.listens(true)
    await assertRecovers(adapter)
  })
})
