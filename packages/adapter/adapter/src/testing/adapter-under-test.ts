import { createFakeClock, type FakeClock, systemClock } from '@kivuko/clock'
import type { Environment } from '@kivuko/config'
import { createHttpClient, type HttpClient } from '@kivuko/http'
import { type Log, silentLog } from '@kivuko/log'
import { createMetrics, type Metrics } from '@kivuko/metrics'
import { createSeededRandom } from '@kivuko/random'
import type { Adapter } from '../create-adapter.ts'
import type { Endpoints } from '../definition/endpoint.ts'
import type { Fields } from '../definition/field.ts'
import type { RunningAdapter } from '../start/running-adapter.ts'
import {
  createScriptedProvider,
  type ProviderScript,
  type ScriptedProvider,
} from './scripted-provider.ts'

/** What a test of an adapter says; everything may be left out. */
export interface AdapterTestOptions {
  /** Settings, by the names of their variables; nothing is taken from the real environment. */
  readonly env?: Environment
  /** How the provider answers, to begin with. */
  readonly provider?: ProviderScript
  readonly log?: Log
}

/** An adapter at work for a test: real HTTP before it, a scripted provider behind it. */
export interface AdapterUnderTest<E extends Endpoints = Endpoints> extends AsyncDisposable {
  readonly running: RunningAdapter<E>
  readonly provider: ScriptedProvider
  readonly metrics: Metrics
  /** Stands still unless `advance` moves it. */
  readonly clock: FakeClock
  readonly port: number
  /** Sends the `data` of a request; `id` is "1" if left out. */
  ask(data: unknown, more?: Readonly<Record<string, unknown>>): Promise<AdapterReply>
  /** Sends anything. */
  send(path: string, request?: AdapterRequest): Promise<AdapterReply>
  /** Lets this much time pass, and all happen that is due in it. */
  advance(ms: number): Promise<void>
  /**
   * Throws unless the provider was called so often since this was last asked; the words say what
   * it was called for.
   */
  expectUpstream(count: number): void
  /** Waits in real time, for what happens over a real network: streams. */
  until(holds: () => boolean): Promise<void>
}

/** A request over HTTP: a POST of JSON where nothing else is said. */
export interface AdapterRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'HEAD'
  readonly headers?: Readonly<Record<string, string>>
  /** A text is sent as it is, anything else as JSON. */
  readonly body?: unknown
}

/** What came back. */
export interface AdapterReply {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly text: string
  /** Of a JSON answer; empty for others. */
  readonly json: Readonly<Record<string, unknown>>
}

/**
 * Starts an adapter for a test, on a free port: `await using acme = await testAdapter(adapter, {
 * provider: () => ({ body: { price: 5 } }) })`.
 */
export async function testAdapter<E extends Endpoints, Own extends Fields>(
  adapter: Adapter<E, Own>,
  options: AdapterTestOptions = {},
): Promise<AdapterUnderTest<E>> {
  const clock = createFakeClock()
  const provider = createScriptedProvider(clock, options.provider)
  const metrics = createMetrics()
  const running = await adapter.start(
    { EA_HOST: '127.0.0.1', EA_PORT: '0', METRICS_PORT: '0', ...options.env },
    {
      clock,
      metrics,
      random: createSeededRandom(1),
      log: options.log ?? silentLog,
      http: provider.client,
    },
  )
  const { port } = await running.listen()
  const client = createHttpClient({ clock: systemClock })
  const sendOn = senderTo(client, port)
  const send: AdapterUnderTest['send'] = async (path, request) => {
    const reply = await sendOn(path, request)
    provider.assertSound()
    return reply
  }
  let expected = 0
  return {
    running,
    provider,
    metrics,
    clock,
    port,
    send,
    ask: (data, more) => send(running.path, { body: { data, ...more } }),
    advance: (ms) => clock.advance(ms),
    expectUpstream: (count) => {
      const made = provider.calls.slice(expected)
      expected = provider.calls.length
      if (made.length === count) return
      const what = made.map(({ method, url }) => `${method} ${url.href}`).join(', ')
      throw new Error(`The provider was called ${made.length} times, not ${count}: ${what}`)
    },
    until: (holds) => until(holds),
    [Symbol.asyncDispose]: async () => {
      await client[Symbol.asyncDispose]()
      await running[Symbol.asyncDispose]()
      provider.assertSound()
    },
  }
}

function senderTo(client: HttpClient, port: number): AdapterUnderTest['send'] {
  return async (path, { body, headers, method = 'POST' } = {}) => {
    const response = await client.request({
      method,
      url: `http://127.0.0.1:${port}${path}`,
      headers: headers ?? (method === 'POST' ? { 'content-type': 'application/json' } : {}),
      ...(body === undefined
        ? {}
        : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = response.body.toString('utf8')
    const isJson = String(response.headers['content-type']).startsWith('application/json')
    // Every JSON answer is an object, or the list of a smoke test.
    const json = (isJson && text !== '' ? JSON.parse(text) : {}) as AdapterReply['json']
    return { status: response.status, headers: response.headers, text, json }
  }
}

/** Enough for a connection on the same machine, however busy it is. */
const UNTIL_MS_MAX = 5_000

async function until(holds: () => boolean): Promise<void> {
  const endMs = systemClock.monotonicMs() + UNTIL_MS_MAX
  while (!holds()) {
    if (systemClock.monotonicMs() > endMs) {
      throw new Error(`It did not come to hold in ${UNTIL_MS_MAX} ms: ${String(holds)}`)
    }
    await systemClock.sleep(1)
  }
}
