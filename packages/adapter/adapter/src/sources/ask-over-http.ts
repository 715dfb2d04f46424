import type { Clock } from '@kivuko/clock'
import type { HttpClient } from '@kivuko/http'
import type { ProviderFailure, Timestamps } from '../outcome.ts'
import type { AskOther, OtherAnswer } from './ask-adapter.ts'
import { attemptHttp, type Reply } from './attempt-http.ts'

/** Where another adapter listens. */
export interface OtherPlace {
  readonly clock: Clock
  readonly http: HttpClient
  /** For messages. */
  readonly name: string
  /** Its whole address, `BASE_URL` included. */
  readonly url: string
  readonly timeoutMs: number
}

/** Answers fit into a node's 32 KiB; batches are longer. */
const ANSWER_BYTES_MAX = 1_048_576

/** Any id does: the answer comes back on its own connection. */
const ASKED_ID = '1'

/**
 * Asks an adapter of this or another framework as a node does. Whether it answered a value is told
 * by its body as nodes read it: `statusCode` before the HTTP status, then `providerStatusCode`,
 * then `error`.
 */
export async function askOverHttp(
  place: OtherPlace,
  { data, endpoint }: AskOther,
  signal: AbortSignal,
): Promise<OtherAnswer> {
  const { clock, http, name, timeoutMs, url } = place
  const asked = { id: ASKED_ID, data: { ...data, ...(endpoint === undefined ? {} : { endpoint }) } }
  const attempt = await attemptHttp(
    { clock, http, terms: { replyBytesMax: ANSWER_BYTES_MAX } },
    {
      method: 'POST',
      url,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(asked),
      timeoutMs,
      signal,
    },
    { accepts: () => true },
  )
  if ('reply' in attempt) return readAnswer(name, attempt.reply)
  return { failure: { ...attempt.failure, message: `${name}: ${attempt.failure.message}` } }
}

function readAnswer(name: string, { body, status }: Reply): OtherAnswer {
  if (!isRecord(body)) {
    return { failure: { statusCode: 502, message: `${name}: the answer is no adapter's` } }
  }
  const failure = readFailure(name, body, status)
  if (failure !== undefined) return { failure }
  const data = isRecord(body.data) ? body.data : {}
  const result = body.result ?? data.result
  const at = timeOf(body.timestamps, 'providerIndicatedTimeUnixMs')
  const receivedAt = timeOf(body.timestamps, 'providerDataReceivedUnixMs')
  const times = {
    ...(at === undefined ? {} : { at }),
    ...(receivedAt === undefined ? {} : { receivedAt }),
  }
  return { value: { result, data, ...times } }
}

function readFailure(
  name: string,
  body: Readonly<Record<string, unknown>>,
  status: number,
): ProviderFailure | undefined {
  const statusCode = integer(body.statusCode) ?? status
  const providerStatusCode = integer(body.providerStatusCode)
  const provider = providerStatusCode === undefined ? {} : { providerStatusCode }
  const message = `${name}: ${errorText(body) ?? `answered ${statusCode}`}`
  if (statusCode >= 400 && statusCode <= 599) return { statusCode, message, ...provider }
  if (statusCode < 200 || statusCode > 299) return { statusCode: 502, message, ...provider }
  if (providerStatusCode !== undefined && providerStatusCode !== 200) {
    return { statusCode: 502, message, ...provider }
  }
  return body.error === undefined || body.error === null ? undefined : { statusCode: 502, message }
}

function errorText({ error, errorMessage }: Readonly<Record<string, unknown>>): string | undefined {
  if (isRecord(error) && typeof error.message === 'string') return error.message
  if (typeof error === 'string') return error
  return typeof errorMessage === 'string' ? errorMessage : undefined
}

function timeOf(timestamps: unknown, name: keyof Timestamps): number | undefined {
  return isRecord(timestamps) ? integer(timestamps[name]) : undefined
}

function integer(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
