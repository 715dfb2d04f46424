import type { Counter, Histogram } from '@kivuko/metrics'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { HttpServerBase } from '../http-server.ts'

const SECONDS_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/**
 * Counts the requests of `app` by route and status, times them by route, and logs them at debug. A
 * path may hold what is nobody's business (the nonce of an interaction), so the route stands for
 * it.
 */
export function measureRequests(app: FastifyInstance, options: HttpServerBase): void {
  const count = countersByStatus(options)
  const time = timersByRoute(options)
  app.addHook('onResponse', (request, reply, done) => {
    const { method } = request
    const route = request.routeOptions.url ?? 'none'
    const { statusCode: status, elapsedTime: ms } = reply
    count(method, route, status).add()
    time(method, route).observe(ms / 1_000)
    options.log.debug('Request', {
      server: options.name,
      id: request.id,
      method,
      route,
      status,
      ms,
    })
    done()
  })
}

function countersByStatus({ name, metrics }: HttpServerBase) {
  const counters = new Map<string, Counter>()
  return (method: FastifyRequest['method'], route: string, status: number): Counter => {
    const key = `${method} ${route} ${status}`
    const known = counters.get(key)
    if (known !== undefined) return known
    const counter = metrics.counter({
      name: 'kivuko_http_requests_total',
      help: 'Requests answered.',
      labels: { server: name, method, route, status: String(status) },
    })
    counters.set(key, counter)
    return counter
  }
}

function timersByRoute({ name, metrics }: HttpServerBase) {
  const timers = new Map<string, Histogram>()
  return (method: FastifyRequest['method'], route: string): Histogram => {
    const key = `${method} ${route}`
    const known = timers.get(key)
    if (known !== undefined) return known
    const timer = metrics.histogram({
      name: 'kivuko_http_request_seconds',
      help: 'Time from the headers of a request to the end of its response.',
      labels: { server: name, method, route },
      buckets: SECONDS_BUCKETS,
    })
    timers.set(key, timer)
    return timer
  }
}
