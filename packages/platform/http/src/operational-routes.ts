import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from '@kivuko/clock'
import { type Metrics, PROMETHEUS_CONTENT_TYPE } from '@kivuko/metrics'
import type { HttpServerBase, Probe } from './http-server.ts'

/** A probe that takes longer has failed. */
const PROBE_TIMEOUT_MS = 2_000

/** Answers a request for one of the operational routes; false when it is for something else. */
export type AnswerOperational = (
  request: IncomingMessage,
  response: ServerResponse,
  stopping: boolean,
) => boolean

/**
 * The routes that every server has, for those who operate it:
 *
 * | route      | answers                                                                   |
 * |------------|---------------------------------------------------------------------------|
 * | `/livez`   | 200 while the process runs, stopping or not                               |
 * | `/readyz`  | 200 when all probes pass and the server is not stopping, else 503; JSON    |
 * | `/healthz` | 200 when all probes pass, else 500, no body; as any route while stopping     |
 * | `/metrics` | the metrics in the Prometheus text format                                 |
 */
export function createOperationalRoutes(options: HttpServerBase): AnswerOperational {
  const failedProbes = sharedByCallers(() => runProbes(options))
  const answers = new Map<string, (response: ServerResponse, stopping: boolean) => void>([
    ['/livez', (response) => send(response, 200)],
    ['/readyz', (response, stopping) => void answerReady(response, stopping, failedProbes)],
    ['/healthz', (response) => void answerHealth(response, failedProbes)],
  ])
  if (options.metricsRoute !== false) {
    answers.set('/metrics', (response) => answerMetrics(response, options.metrics))
  }
  return (request, response, stopping) => {
    const path = pathOf(request.url)
    const answer = answers.get(path)
    if (answer === undefined || (request.method !== 'GET' && request.method !== 'HEAD')) {
      return false
    }
    if (stopping && path === '/healthz') return false
    answer(response, stopping)
    return true
  }
}

async function answerReady(
  response: ServerResponse,
  stopping: boolean,
  failedProbes: () => Promise<readonly string[]>,
): Promise<void> {
  const failed = stopping ? [] : await failedProbes()
  const status = stopping ? 'stopping' : failed.length === 0 ? 'ready' : 'not ready'
  send(response, status === 'ready' ? 200 : 503, {
    type: 'application/json; charset=utf-8',
    body: JSON.stringify({ status, failed }),
  })
}

async function answerHealth(
  response: ServerResponse,
  failedProbes: () => Promise<readonly string[]>,
): Promise<void> {
  const failed = await failedProbes()
  send(response, failed.length === 0 ? 200 : 500)
}

function answerMetrics(response: ServerResponse, metrics: Metrics): void {
  send(response, 200, { type: PROMETHEUS_CONTENT_TYPE, body: metrics.render() })
}

function send(
  response: ServerResponse,
  status: number,
  content?: { readonly type: string; readonly body: string },
): void {
  response.setHeader('cache-control', 'no-store')
  response.setHeader('content-length', Buffer.byteLength(content?.body ?? ''))
  if (content !== undefined) response.setHeader('content-type', content.type)
  response.writeHead(status)
  response.end(content?.body)
}

function pathOf(url = ''): string {
  const queryAt = url.indexOf('?')
  return queryAt === -1 ? url : url.slice(0, queryAt)
}

/** Callers that come while an answer is worked out get that answer: a flood of them costs one. */
function sharedByCallers<Answer>(find: () => Promise<Answer>): () => Promise<Answer> {
  let underway: Promise<Answer> | undefined
  return () => {
    underway ??= find().finally(() => {
      underway = undefined
    })
    return underway
  }
}

/** The names of the probes that fail. */
async function runProbes(options: HttpServerBase): Promise<readonly string[]> {
  const { name, clock, log, probes = [] } = options
  const results = await Promise.all(
    probes.map(async (probe) => {
      try {
        await checkInTime(probe, clock)
        return []
      } catch (err) {
        log.warn('A readiness probe fails', { server: name, probe: probe.name, err })
        return [probe.name]
      }
    }),
  )
  return results.flat()
}

function checkInTime(probe: Probe, clock: Clock): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const timer = clock.after(PROBE_TIMEOUT_MS, () => {
      reject(new Error(`No answer within ${PROBE_TIMEOUT_MS} ms`))
    })
    probe
      .check()
      .then(resolve, reject)
      .finally(() => timer.cancel())
  })
}
