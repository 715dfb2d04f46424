import type { Clock } from '@kivuko/clock'
import {
  type HttpClient,
  type HttpRequest,
  HttpRequestError,
  type HttpResponse,
} from '@kivuko/http'
import type { ProviderFailure } from '../outcome.ts'
import { shownHost } from './http-ask.ts'
import { retryAtMs } from './retry-after.ts'
import type { SourceTerms } from './source-definition.ts'
import type { SourceMetrics } from './source-metrics.ts'

/** A provider's whole answer. */
export interface Reply {
  readonly status: number
  readonly headers: HttpResponse['headers']
  /** In the format that the source asks for. */
  readonly body: unknown
}

/** What came of one attempt; `repeatable` says whether another may do better. */
export type Attempt =
  | { readonly reply: Reply }
  | { readonly failure: ProviderFailure; readonly repeatable: boolean }

/** How an answer is taken. */
export interface ReplyTerms {
  readonly format?: 'json' | 'text' | 'bytes'
  accepts?(status: number): boolean
}

/** What an attempt works with. */
export interface AttemptContext {
  readonly clock: Clock
  readonly http: HttpClient
  /** Counts the calls; left out where nobody counts them. */
  readonly metrics?: Pick<SourceMetrics, 'called'>
  readonly terms: Pick<SourceTerms, 'replyBytesMax'>
}

/** Sends one request and never rejects: whatever goes wrong outside is a failure with its code. */
export async function attemptHttp(
  { clock, http, metrics, terms }: AttemptContext,
  request: HttpRequest,
  replyTerms: ReplyTerms,
): Promise<Attempt> {
  const host = shownHost(request.url)
  const startedMs = clock.monotonicMs()
  const count = (status?: number): void => {
    metrics?.called({ method: request.method, status, tookMs: clock.monotonicMs() - startedMs })
  }
  let response: HttpResponse
  try {
    response = await http.request({ ...request, maxBodyBytes: terms.replyBytesMax })
  } catch (error) {
    count()
    return unanswered(host, error)
  }
  count(response.status)
  const { status } = response
  const accepted = replyTerms.accepts?.(status) ?? (status >= 200 && status <= 299)
  if (!accepted) return refused(host, response, clock.now())
  return parsedReply(host, response, replyTerms.format ?? 'json')
}

/** What stands for a request that got no whole answer. */
function unanswered(host: string, error: unknown): Attempt {
  if (!(error instanceof HttpRequestError)) throw error
  switch (error.failure) {
    case 'timeout':
      return failure(504, `${host} did not answer in time`, true)
    case 'connect':
      return isConnectTimeout(error)
        ? failure(504, `No connection to ${host} in time`, true)
        : failure(502, `No connection to ${host}`, true)
    case 'broken':
      return failure(502, `The connection to ${host} broke before the answer was complete`, true)
    case 'body_too_large':
      return failure(502, `The answer of ${host} is too long`, false)
    case 'invalid':
      return failure(500, `The request to ${host} is not valid`, false)
    case 'busy':
      return failure(503, `Too many requests to ${host} are underway`, true)
    case 'aborted':
    case 'closed':
      return failure(503, `The request to ${host} was given up`, false)
  }
}

function failure(statusCode: number, message: string, repeatable: boolean): Attempt {
  return { failure: { statusCode, message }, repeatable }
}

function isConnectTimeout({ cause }: HttpRequestError): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'UND_ERR_CONNECT_TIMEOUT'
}

/** A status that is no success. The client's own fault does not get better by asking again. */
function refused(host: string, { status, headers }: HttpResponse, nowMs: number): Attempt {
  const at = retryAtMs(headers['retry-after'], nowMs)
  return {
    failure: {
      statusCode: 502,
      providerStatusCode: status,
      message: `${host} answered ${status}`,
      ...(at === undefined ? {} : { retryAtMs: at }),
    },
    repeatable: at === undefined && (status >= 500 || status === 408),
  }
}

function parsedReply(
  host: string,
  { status, headers, body }: HttpResponse,
  format: 'json' | 'text' | 'bytes',
): Attempt {
  if (format === 'bytes') return { reply: { status, headers, body } }
  const text = body.toString('utf8')
  if (format === 'text') return { reply: { status, headers, body: text } }
  try {
    const parsed: unknown = JSON.parse(withoutMark(text))
    return { reply: { status, headers, body: parsed } }
  } catch {
    const what = text.trimStart().startsWith('<') ? 'with a page' : 'with something else'
    return failure(502, `${host} answered ${what} where JSON was expected`, true)
  }
}

/** Some servers begin JSON with a byte order mark. */
function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text
}
