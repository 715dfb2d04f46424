import { systemClock } from '@kivuko/clock'
import { createHttpClient } from '@kivuko/http'
import { type Log, silentLog } from '@kivuko/log'
import { createMetrics, type Metrics } from '@kivuko/metrics'
import { createSeededRandom } from '@kivuko/random'
import type { Entry } from '../cache/entry.ts'
import { isRecord } from '../definition/is-record.ts'
import { refuse } from '../definition/input-refusal.ts'
import type { Answer, ValueAnswer } from '../engine/answer.ts'
import { type AdapterServer, createAdapterServer } from './create-adapter-server.ts'
import type { AnswerTerms, ServedAdapter } from './served-adapter.ts'
import type { ServerSettings } from './server-settings.ts'

/** Terms that add nothing to answers. */
export const plainTerms: AnswerTerms = {
  metrics: false,
  metricsName: 'ACME',
  feedIdJson: false,
  debug: false,
  proxyStatus: true,
}

/** Settings of a server that takes free ports and shows all that it has. */
export const testSettings: ServerSettings = {
  host: '127.0.0.1',
  port: 0,
  tls: undefined,
  baseUrl: '/',
  metricsPort: undefined,
  metricsUseBaseUrl: false,
  bodyBytesMax: 1_024,
  showStatus: true,
  showSettings: true,
  answerMsMax: 1_000,
  smokePayloadPath: '/nowhere/test-payload.json',
  correlationIds: true,
  bridge: {
    outgoingToken: undefined,
    incomingToken: undefined,
    callbackOrigins: [],
    pendingAfterMs: 20,
  },
}

/** An adapter for tests of the server: `base` and `quote` wanted, what is kept in `kept`. */
export interface TestServedAdapter extends ServedAdapter {
  /** By `BASE/QUOTE`. */
  readonly kept: Map<string, Entry>
  /** What is not kept is answered with this. */
  later(answer: () => Promise<Answer>): void
}

/** An adapter that answers from a map. */
export function testServedAdapter(changes: Partial<ServedAdapter> = {}): TestServedAdapter {
  const kept = new Map<string, Entry>()
  let answerLater: () => Promise<Answer> = async () => ({
    failure: { statusCode: 502, message: 'Nothing is there' },
  })
  return {
    name: 'ACME',
    version: '1.2.3',
    terms: plainTerms,
    kept,
    later: (answer) => {
      answerLater = answer
    },
    read: ({ data }) => {
      const { base, quote } = isRecord(data) ? data : {}
      if (typeof base === 'string' && typeof quote === 'string') {
        const asked = { base, quote }
        const wanted = { endpoint: 'price', key: `${base}/${quote}`, params: asked }
        return { ok: true, demand: {}, items: [{ asked, wanted }] }
      }
      return refuse('base is missing')
    },
    getNow: ({ key }) => {
      const entry = kept.get(key)
      return entry === undefined ? undefined : keptAnswer(entry)
    },
    get: () => answerLater(),
    watch: () => () => undefined,
    parts: () => [],
    describe: () => ({ name: 'ACME', configuration: [] }),
    ...changes,
  }
}

/** An entry with a result, from a time long past. */
export function testEntry(result: unknown, data?: Readonly<Record<string, unknown>>): Entry {
  return {
    value: { result, ...(data === undefined ? {} : { data }) },
    timestamps: { providerDataRequestedUnixMs: 1_000, providerDataReceivedUnixMs: 2_000 },
    source: 'rest',
    storedAtMs: 2_000,
    ttlMs: 30_000,
  }
}

/** The answer that an entry is when it was kept. */
export function keptAnswer(entry: Entry, hit = true): ValueAnswer {
  const { value, timestamps, source, ttlMs } = entry
  return { value, timestamps, source, ttlMs, ageMs: 500, hit, entry }
}

/** A server over test adapters, listening, with a client for it. */
export interface TestServer extends AsyncDisposable {
  readonly metrics: Metrics
  readonly port: number
  readonly metricsPort: number | undefined
  readonly server: AdapterServer
  request(
    path: string,
    request?: {
      readonly method?: 'GET' | 'POST' | 'PUT'
      readonly headers?: Readonly<Record<string, string>>
      readonly body?: unknown
    },
  ): Promise<TestReply>
}

/** What came back; `json` is undefined when it is none. */
export interface TestReply {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly text: string
  readonly json: Readonly<Record<string, unknown>> | undefined
}

/** Starts a server over the adapters. */
export async function startTestServer(
  adapters: readonly ServedAdapter[],
  settings: Partial<ServerSettings> = {},
  log: Log = silentLog,
): Promise<TestServer> {
  const metrics = createMetrics()
  const http = createHttpClient({ clock: systemClock })
  const server = createAdapterServer({
    adapters,
    settings: { ...testSettings, ...settings },
    clock: systemClock,
    random: createSeededRandom(1),
    log,
    metrics,
    http,
  })
  const { port, metricsPort } = await server.listen()
  return {
    metrics,
    port,
    metricsPort,
    server,
    request: async (path, { method = 'POST', headers, body } = {}) => {
      const isText = typeof body === 'string' || body === undefined
      const response = await http.request({
        method,
        url: `http://127.0.0.1:${port}${path}`,
        headers: headers ?? (method === 'POST' ? { 'content-type': 'application/json' } : {}),
        ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
      })
      const text = response.body.toString('utf8')
      const isJson = String(response.headers['content-type']).startsWith('application/json')
      const { status, headers: received } = response
      return { status, headers: received, text, json: isJson ? JSON.parse(text) : undefined }
    },
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]()
      await http[Symbol.asyncDispose]()
    },
  }
}
