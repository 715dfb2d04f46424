import type { Clock } from '@kivuko/clock'
import type { RawReply } from '@kivuko/http'
import type { Log } from '@kivuko/log'
import { type InputRefusal } from '../definition/input-refusal.ts'
import type { Answer, ValueAnswer } from '../engine/answer.ts'
import { createAnswerTails } from './answer-tails.ts'
import { failureAmong } from './batch-failure.ts'
import { type Correlation, echoed } from './correlation.ts'
import { type AnswerError, errorOfRefusal, errorReply } from './error-body.ts'
import { inTime } from './in-time.ts'
import { type PendingAnswers, pendingReply } from './pending-answers.ts'
import type { ReceivedBody } from './read-body.ts'
import { createSuccessRenderer } from './render-success.ts'
import type { ErrorCause, RequestMetrics } from './request-metrics.ts'
import type { ReadRequest, ServedAdapter } from './served-adapter.ts'

/**
 * Answers a request to an adapter: at once, without a promise, when all that it wants is kept.
 * Never rejects.
 */
export type Responder = (request: ReceivedRequest) => RawReply | Promise<RawReply>

/** A request, as far as it could be read. */
export interface ReceivedRequest {
  readonly body: ReceivedBody | InputRefusal
  readonly query?: URLSearchParams | undefined
  /** The client's own id of the request. */
  readonly correlationId?: string | undefined
  /** Of its body. */
  readonly bytes?: number
}

/** What a responder works with. */
export interface ResponderOptions {
  readonly adapter: ServedAdapter
  readonly clock: Clock
  readonly log: Log
  readonly metrics?: RequestMetrics | undefined
  /** Left out where nobody can be called back. */
  readonly pending?: PendingAnswers | undefined
  /** A request that takes longer is answered 504; what it asked for is still fetched. */
  readonly answerMsMax: number
  /** Left out where requests have no ids: neither in the log nor in answers. */
  readonly correlation?: Correlation | undefined
}

/** A request that is understood. */
interface Understood extends ReceivedRequest {
  readonly body: ReceivedBody
  readonly read: ReadRequest
  readonly startedMs: number
}

interface Replies {
  success(request: Understood, answers: Answers): RawReply
  error(request: ReceivedRequest, error: AnswerError, cause?: ErrorCause): RawReply
}

type Answers = readonly [ValueAnswer, ...ValueAnswer[]]

/** The responder of one adapter. */
export function createResponder(options: ResponderOptions): Responder {
  const { adapter, clock, metrics } = options
  const replies = createReplies(options)
  return (received) => {
    const startedMs = clock.monotonicMs()
    const { body, bytes, query } = received
    if (bytes !== undefined) metrics?.bytes.observe(bytes)
    if (!body.ok) return replies.error(received, errorOfRefusal(body), 'input')
    const { data, endpoint, whole } = body
    const read = adapter.read({ data, endpoint, query }, whole)
    if (!read.ok) return replies.error(received, errorOfRefusal(read), 'input')
    const request = { ...received, body, read, startedMs }
    const kept = answersNow(adapter, read)
    return kept === undefined
      ? answerLater(identified(request, options), { options, replies })
      : replies.success(request, kept)
  }
}

/** What is not answered at once has an id in any case. */
function identified<Request extends ReceivedRequest>(
  request: Request,
  { correlation }: Pick<ResponderOptions, 'correlation'>,
): Request {
  if (request.correlationId !== undefined || correlation === undefined) return request
  return { ...request, correlationId: correlation.made() }
}

function createReplies(options: ResponderOptions): Replies {
  const { adapter, clock, log, metrics } = options
  const { terms } = adapter
  const tails = createAnswerTails({ adapter, log, feeds: metrics?.feeds })
  const render = createSuccessRenderer(terms, tails)
  const error: Replies['error'] = (request, wrong, cause = 'adapter') => {
    const { body, correlationId } = identified(request, options)
    metrics?.failed(wrong, cause)
    log.debug('Answered an error', { correlationId, ...wrong })
    const id = body.ok ? body.id : undefined
    const context = { debug: terms.debug, ...(id === undefined ? {} : { id }) }
    return echoed(errorReply(wrong, context), correlationId)
  }
  return {
    error,
    success: (request, answers) => {
      const tookMs = clock.monotonicMs() - request.startedMs
      metrics?.seconds.observe(tookMs / 1_000)
      const { body, correlationId, query, read } = request
      const reply = render({ body, query, read, answers, tookMs, correlationId })
      if ('ok' in reply) return error(request, errorOfRefusal(reply), 'input')
      return echoed(reply, correlationId)
    },
  }
}

/** Undefined unless all of it is kept. */
function answersNow(adapter: ServedAdapter, { items, demand }: ReadRequest): Answers | undefined {
  const [first, ...others] = items
  const answer = adapter.getNow(first.wanted, demand)
  if (answer === undefined) return undefined
  const answers: [ValueAnswer, ...ValueAnswer[]] = [answer]
  for (const { wanted } of others) {
    const next = adapter.getNow(wanted, demand)
    if (next === undefined) return undefined
    answers.push(next)
  }
  return answers
}

interface Working {
  readonly options: ResponderOptions
  readonly replies: Replies
}

/**
 * Nodes that wait for a callback are told to after a while; everybody else is told what is late.
 */
async function answerLater(request: Understood, working: Working): Promise<RawReply> {
  const { clock, pending, answerMsMax, metrics } = working.options
  const { correlationId } = request
  const { id, responseUrl } = request.body
  const fetched = fetchAll(request, working.options)
  const callback =
    responseUrl === undefined ? undefined : pending?.accept(responseUrl, correlationId)
  let leftMs = answerMsMax
  if (pending !== undefined && callback !== undefined) {
    const soon = await inTime(fetched, { clock, ms: pending.afterMs })
    if (soon !== 'late') return replyOf(request, soon, working)
    const reply = fetched.then((answers) => replyOf(request, answers, working))
    if (pending.add(callback, reply, correlationId)) {
      metrics?.pending()
      return echoed(pendingReply(id), correlationId)
    }
    leftMs -= pending.afterMs
  }
  const answers = await inTime(fetched, { clock, ms: leftMs })
  return answers === 'late'
    ? working.replies.error(request, tooLate(answerMsMax))
    : replyOf(request, answers, working)
}

function tooLate(ms: number): AnswerError {
  return { statusCode: 504, name: 'AdapterTimeoutError', message: `No value within ${ms} ms` }
}

const broken: AnswerError = {
  statusCode: 500,
  name: 'AdapterError',
  message: 'The adapter failed',
}

/** An answer for each item; undefined when the adapter itself is broken. */
async function fetchAll(
  { correlationId, read }: Understood,
  { adapter, log }: ResponderOptions,
): Promise<readonly Answer[] | undefined> {
  try {
    return await Promise.all(read.items.map(({ wanted }) => adapter.get(wanted, read.demand)))
  } catch (err) {
    log.error('An adapter failed', { adapter: adapter.name, correlationId, err })
    return undefined
  }
}

function replyOf(
  request: Understood,
  answers: readonly Answer[] | undefined,
  { options, replies }: Working,
): RawReply {
  if (answers === undefined) return replies.error(request, broken)
  const failed = failureAmong(answers, request.read, options.adapter.terms)
  if (failed !== undefined) return replies.error(request, failed)
  // None of them is a failure, and there is at least one.
  return replies.success(request, answers as Answers)
}
