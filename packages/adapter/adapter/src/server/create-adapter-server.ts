import type { Clock } from '@kivuko/clock'
import {
  createRawHttpServer,
  type HttpClient,
  type HttpServer,
  type HttpServerBase,
  type RawHandler,
} from '@kivuko/http'
import type { Log } from '@kivuko/log'
import { type Metrics, PROMETHEUS_CONTENT_TYPE } from '@kivuko/metrics'
import type { Random } from '@kivuko/random'
import { addAdapterRoutes, type Routes } from './adapter-routes.ts'
import { createBridgeGate } from './bridge-gate.ts'
import { createCorrelation } from './correlation.ts'
import { errorBody, jsonReply } from './error-body.ts'
import { listenInWords } from './listen-in-words.ts'
import { healthReply, readyReply, statusReply } from './operational-replies.ts'
import { createPendingAnswers, type PendingAnswers } from './pending-answers.ts'
import { createRequestMetrics } from './request-metrics.ts'
import { createResponder } from './respond.ts'
import { routeRequests } from './route-request.ts'
import type { ServedAdapter } from './served-adapter.ts'
import type { ServerSettings } from './server-settings.ts'
import { createSmokeRoute } from './smoke-route.ts'

/** What a server is made of. */
export interface AdapterServerOptions {
  /** One is served at the base URL; several at `/<name>` below it, in lower case. */
  readonly adapters: readonly ServedAdapter[]
  readonly settings: ServerSettings
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly metrics: Metrics
  /** Calls nodes back. */
  readonly http: HttpClient
}

/** A server that can be started once; disposal stops it gracefully, but not its adapters. */
export interface AdapterServer extends AsyncDisposable {
  /** Throws, in words for operators, when a port cannot be had; then nothing listens. */
  listen(): Promise<AdapterPorts>
  /** Answers without a socket: for function hosts. */
  readonly handle: RawHandler
  /** `BASE_URL`: where requests for values go. */
  readonly path: string
}

/** Where a server listens. */
export interface AdapterPorts {
  readonly port: number
  readonly metricsPort: number | undefined
}

/**
 * Routes, all below the base URL, a slash at their end or not:
 *
 * | route                | answers                                                         |
 * |----------------------|-----------------------------------------------------------------|
 * | POST /               | requests for values                                             |
 * | GET /health          | that the process runs                                           |
 * | GET /ready           | that it can answer, and which parts are down                    |
 * | GET /smoke           | whether the test payload's requests are answered well           |
 * | GET /status          | what the adapter is and how it is set, behind a switch          |
 * | GET /debug/settings  | how it is set, behind a switch                                  |
 *
 * Everything else is 404. `/livez`, `/readyz` and `/healthz` are at the root, as on every server.
 */
export function createAdapterServer(options: AdapterServerOptions): AdapterServer {
  const { settings, clock, log, http } = options
  const pending = createPendingAnswers({ settings: settings.bridge, clock, log, http })
  const handle = routeRequests(createRoutes(options, pending))
  const server = createRawHttpServer({ ...serverBase(options, 'adapter'), handler: handle })
  const metricsServer = createMetricsServer(options)
  const close = async (): Promise<void> => {
    await server[Symbol.asyncDispose]()
    await pending?.[Symbol.asyncDispose]()
    await metricsServer[Symbol.asyncDispose]()
  }
  return {
    handle,
    path: settings.baseUrl,
    listen: async () => {
      try {
        return await listenAll(settings, { server, metricsServer })
      } catch (error) {
        await close()
        throw error
      }
    },
    [Symbol.asyncDispose]: close,
  }
}

async function listenAll(
  { host, port, metricsPort }: ServerSettings,
  { server, metricsServer }: { readonly server: HttpServer; readonly metricsServer: HttpServer },
): Promise<AdapterPorts> {
  const listen = (on: HttpServer, at: number, setting: string): Promise<number> =>
    listenInWords(on, { host, port: at, setting })
  return {
    port: await listen(server, port, 'EA_PORT'),
    metricsPort:
      metricsPort === undefined
        ? undefined
        : await listen(metricsServer, metricsPort, 'METRICS_PORT'),
  }
}

function serverBase(options: AdapterServerOptions, name: string): HttpServerBase {
  const { settings, clock, log, metrics } = options
  return {
    name,
    clock,
    log,
    metrics,
    errorBody: (statusCode, _code, message) =>
      errorBody({ statusCode, name: 'AdapterError', message }),
    limits: { bodyBytesMax: settings.bodyBytesMax },
    tls: settings.tls,
    metricsRoute: false,
  }
}

function createRoutes(options: AdapterServerOptions, pending: PendingAnswers | undefined): Routes {
  const { adapters, settings, clock } = options
  const routes: Routes = { get: new Map(), post: new Map() }
  const base = settings.baseUrl.replace(/\/+$/, '')
  const [only, ...others] = adapters
  for (const adapter of adapters) {
    const path = others.length === 0 ? base : `${base}/${adapter.name.toLowerCase()}`
    addRoutesAt(path, routes, { ...options, adapter, pending })
  }
  const version = others.length === 0 ? only?.version : undefined
  routes.get.set(`${base}/health`, (request) => healthReply(request, version))
  routes.get.set(`${base}/ready`, () => readyReply(adapters))
  const startedMs = clock.monotonicMs()
  const gate = createBridgeGate(settings.bridge.outgoingToken)
  if (settings.showStatus) {
    routes.get.set(
      `${base}/status`,
      ({ headers }) => gate(headers) ?? statusReply(adapters, clock.monotonicMs() - startedMs),
    )
  }
  if (settings.showSettings) {
    const settingsOf = (adapter: ServedAdapter): unknown => adapter.describe()['configuration']
    routes.get.set(
      `${base}/debug/settings`,
      ({ headers }) => gate(headers) ?? jsonReply(200, adapters.flatMap(settingsOf)),
    )
  }
  return routes
}

function addRoutesAt(
  path: string,
  routes: Routes,
  options: AdapterServerOptions & {
    readonly adapter: ServedAdapter
    readonly pending: PendingAnswers | undefined
  },
): void {
  const { adapter, settings, clock, log, pending, random } = options
  const { metricsName, metrics: measured } = adapter.terms
  const labels = { app_name: metricsName, app_version: adapter.version ?? 'N/A' }
  const correlation = settings.correlationIds ? createCorrelation(random) : undefined
  const respond = createResponder({
    adapter,
    clock,
    log,
    metrics: measured ? createRequestMetrics(options.metrics, labels) : undefined,
    pending,
    answerMsMax: settings.answerMsMax,
    correlation,
  })
  const smoke = createSmokeRoute({ respond, payloadPath: settings.smokePayloadPath, log })
  const gate = createBridgeGate(settings.bridge.outgoingToken)
  addAdapterRoutes(routes, { path, adapter, respond, gate, correlation, smoke })
}

/** Metrics have a port of their own, which the public need not reach; scrapers ask without TLS. */
function createMetricsServer(options: AdapterServerOptions): HttpServer {
  const { settings, metrics } = options
  const base = settings.metricsUseBaseUrl ? settings.baseUrl.replace(/\/+$/, '') : ''
  const headers = { 'content-type': PROMETHEUS_CONTENT_TYPE }
  const show = () => ({ status: 200, headers, body: metrics.render() })
  const handler = routeRequests({ get: new Map([[`${base}/metrics`, show]]), post: new Map() })
  const plain = { ...serverBase(options, 'adapter-metrics'), tls: undefined }
  return createRawHttpServer({ ...plain, handler })
}
