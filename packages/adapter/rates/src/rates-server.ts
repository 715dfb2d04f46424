import type { Clock } from '@kivuko/clock'
import { type AppServer, createHttpServer } from '@kivuko/http/app-server'
import type { Log } from '@kivuko/log'
import type { Metrics } from '@kivuko/metrics'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { BoardTable, RateBoard } from './rate-board.ts'

/** What the server needs. */
export interface RatesServerOptions {
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Metrics
  readonly board: RateBoard
}

/**
 * `GET /rates?base=USD`, and `/t/<tenant>/rates` with the tenant's spread, answered from what is at
 * hand: 200 `{base, rates, meta}`, 304 for an etag that still holds, 400 without one base, 404 for
 * a base that is not among the assets, 503 when every rate is stale. Ready when no pair is without
 * a rate.
 */
export function createRatesServer({ clock, log, metrics, board }: RatesServerOptions): AppServer {
  const server = createHttpServer({
    name: 'rates',
    clock,
    log,
    metrics,
    errorBody: (_status, code, description) => ({ error: { code, description } }),
    probes: [{ name: 'rates', check: async () => refuseOmitted(board) }],
  })
  const answer = (request: RatesRequest, reply: FastifyReply) => {
    return answerRates({ clock, board, request, reply })
  }
  server.app.get('/rates', answer)
  server.app.get('/t/:tenant/rates', answer)
  return server
}

type RatesRequest = FastifyRequest<{
  Params: { readonly tenant?: string }
  Querystring: { readonly base?: string | readonly string[] }
}>

interface RatesQuestion {
  readonly clock: Clock
  readonly board: RateBoard
  readonly request: RatesRequest
  readonly reply: FastifyReply
}

function refuseOmitted(board: RateBoard): void {
  const omitted = board.omitted()
  if (omitted.length > 0) throw new Error(`no rate for ${omitted.join(', ')}`)
}

function answerRates(question: RatesQuestion): FastifyReply {
  const { board, reply, request } = question
  const { base } = request.query
  if (typeof base !== 'string' || base === '') {
    return refuse(reply, 400, 'base is missing: ask for one, as ?base=USD')
  }
  const table = board.rates(base, request.params.tenant)
  if (table === undefined) {
    return refuse(reply, 404, `There are no rates for this base; ${listOf(board.bases())}`)
  }
  if (table.rates.size === 0) {
    const retryAfter = String(Math.ceil(board.refreshMs / 1_000))
    void reply.header('retry-after', retryAfter)
    const reasons = Array.from(table.omitted, ([code, reason]) => `${code} is ${reason}`)
    return refuse(reply, 503, `There is no rate for this base now: ${firstOf(reasons)}`)
  }
  return sendTable(question, table)
}

/** Names in an error: enough to see what is wrong. */
const NAMES_MAX = 20

function firstOf(texts: readonly string[]): string {
  const more = texts.length > NAMES_MAX ? ', …' : ''
  return `${texts.slice(0, NAMES_MAX).join(', ')}${more}`
}

function listOf(bases: readonly string[]): string {
  return bases.length === 0 ? 'there are none at all' : `there are for ${firstOf(bases)}`
}

function sendTable(
  { clock, board, request, reply }: RatesQuestion,
  table: BoardTable,
): FastifyReply {
  const { body, id } = table.written()
  // Weak: the same rates may have another time in `meta`.
  const etag = `W/"${id}"`
  const ageSec = Math.max(0, Math.floor((clock.now() - table.workedOutAtMs) / 1_000))
  void reply.headers({
    'cache-control': `max-age=${Math.ceil(board.refreshMs / 1_000)}`,
    age: String(ageSec),
    etag,
  })
  if (request.headers['if-none-match'] === etag) return reply.status(304).send()
  return reply.type('application/json; charset=utf-8').send(body)
}

function refuse(reply: FastifyReply, status: 400 | 404 | 503, description: string): FastifyReply {
  const code = { 400: 'bad_request', 404: 'not_found', 503: 'unavailable' }[status]
  return reply
    .status(status)
    .header('cache-control', 'no-store')
    .send({ error: { code, description } })
}
