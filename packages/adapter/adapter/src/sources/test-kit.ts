import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { systemClock } from '@kivuko/clock'
import { createHttpClient } from '@kivuko/http'
import { silentLog } from '@kivuko/log'
import { createMetrics, type Metrics } from '@kivuko/metrics'
import { createSeededRandom } from '@kivuko/random'
import { type WebSocket, WebSocketServer } from 'ws'
import { input } from '../definition/input.ts'
import { text } from '../definition/field.ts'
import type { Params, PullSource, RunningPush, UpstreamResult } from '../engine/source.ts'
import { createSocketPlan } from './socket-plan.ts'
import {
  SOURCE_TERMS,
  type SourceContext,
  type SourceDefinition,
  type SourceTerms,
} from './source-definition.ts'

/** The input of every source under test. */
export const pair = input({ base: text().symbol(), quote: text().symbol() })

export const ethUsd = { base: 'ETH', quote: 'USD' }
export const btcUsd = { base: 'BTC', quote: 'USD' }

/** A context with an HTTP client of its own, closed with it. */
export interface TestContext extends SourceContext, AsyncDisposable {
  readonly metrics: Metrics
}

/** A context with short times. */
export function testContext(
  changes: Partial<Omit<SourceContext, 'terms'>> & { terms?: Partial<SourceTerms> } = {},
): TestContext {
  const { terms, ...rest } = changes
  const http = createHttpClient({ clock: systemClock })
  return {
    clock: systemClock,
    random: createSeededRandom(1),
    log: silentLog,
    metrics: createMetrics(),
    http,
    others: () => undefined,
    socketPlan: createSocketPlan(),
    adapter: 'test',
    endpoint: 'price',
    settings: {},
    mayRepeat: async () => true,
    ...rest,
    terms: {
      ...SOURCE_TERMS,
      timeoutMs: 2_000,
      retryPauseMs: 10,
      reconnectMsMin: 10,
      reconnectMsMax: 40,
      idleMs: 30,
      ...terms,
    },
    [Symbol.asyncDispose]: () => http[Symbol.asyncDispose](),
  }
}

/** What a bound pull source brings for the parameters, in their order. */
export async function pulled(
  definition: SourceDefinition<typeof ethUsd>,
  context: SourceContext,
  wanted: readonly Params[] = [ethUsd],
): Promise<UpstreamResult[]> {
  const calls = pullSource(definition, context).plan(wanted)
  const results = await Promise.all(calls.map((call) => call.run(new AbortController().signal)))
  return results.flat()
}

/** The pull source that a definition is bound to. */
export function pullSource(
  definition: SourceDefinition<typeof ethUsd>,
  context: SourceContext,
): PullSource {
  const source = definition.bind(context)
  if (source.kind !== 'pull') throw new Error('It is no pull source')
  return source
}

/** A started push source, what it told, and how often it said that it changed. */
export interface Listening extends AsyncDisposable {
  readonly push: RunningPush
  readonly heard: UpstreamResult[]
  /** Results that were told, most often. */
  values(): unknown[]
}

/** Starts a push source. */
export function listening(
  definition: SourceDefinition<typeof ethUsd>,
  context: SourceContext,
  onChanged: () => void = () => undefined,
): Listening {
  const source = definition.bind(context)
  if (source.kind !== 'push') throw new Error('It is no push source')
  const heard: UpstreamResult[] = []
  const push = source.start((result) => heard.push(result), onChanged)
  return {
    push,
    heard,
    values: () => {
      return heard.map(({ outcome }) => ('value' in outcome ? outcome.value.result : outcome))
    },
    [Symbol.asyncDispose]: () => push[Symbol.asyncDispose](),
  }
}

/** A request that a test provider got. */
export interface Got {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** A provider on this machine. */
export interface HttpProvider extends AsyncDisposable {
  readonly url: string
  readonly port: number
  readonly got: Got[]
}

/** Starts a provider that answers as the test says. */
export async function httpProvider(
  answer: (got: Got, response: ServerResponse) => void,
  port = 0,
): Promise<HttpProvider> {
  const got: Got[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { headers, method = '', url = '' } = request
      const one = { method, path: url, headers, body: Buffer.concat(chunks).toString() }
      got.push(one)
      answer(one, response)
    })
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const address = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    got,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** A WebSocket provider on this machine. */
export interface SocketProvider extends AsyncDisposable {
  readonly url: string
  readonly port: number
  /** Every connection that was made. */
  readonly sockets: WebSocket[]
  /** Every text that came in. */
  readonly got: string[]
  /** Says it on all that are open. */
  say(message: unknown): void
}

/** Starts a provider; `onMessage` answers on the same socket. */
export async function socketProvider(
  options: {
    readonly port?: number
    readonly autoPong?: boolean
    readonly onOpen?: (socket: WebSocket, request: IncomingMessage) => void
    readonly onMessage?: (text: string, socket: WebSocket) => void
  } = {},
): Promise<SocketProvider> {
  const { autoPong = true, onMessage, onOpen, port = 0 } = options
  const server = new WebSocketServer({ host: '127.0.0.1', port, autoPong })
  const sockets: WebSocket[] = []
  const got: string[] = []
  server.on('connection', (socket, request) => {
    sockets.push(socket)
    onOpen?.(socket, request)
    socket.on('message', (data) => {
      const frame = Buffer.isBuffer(data) ? data.toString() : ''
      got.push(frame)
      onMessage?.(frame, socket)
    })
  })
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address() as AddressInfo
  return {
    url: `ws://127.0.0.1:${address.port}`,
    port: address.port,
    sockets,
    got,
    say: (message) => {
      const said = typeof message === 'string' ? message : JSON.stringify(message)
      for (const socket of sockets) if (socket.readyState === socket.OPEN) socket.send(said)
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.terminate()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Waits until it holds; for things that happen over a real network. */
export async function until(holds: () => boolean, withinMs = 30_000): Promise<void> {
  const endMs = Date.now() + withinMs
  while (!holds()) {
    if (Date.now() > endMs)
      throw new Error(`It did not hold in ${withinMs} ms: ${holds.toString()}`)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}

/** Lets time pass. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
