import type { Clock } from '@kivuko/clock'
import {
  type HttpClient,
  type HttpRequest,
  HttpRequestError,
  type HttpRequestFailure,
  type HttpResponse,
} from '@kivuko/http'

/** A call that an adapter made to its provider. */
export interface ProviderCall {
  readonly method: string
  readonly url: URL
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** As text; empty without one. */
  readonly body: string
  /** By the test's clock, in ms since the epoch. */
  readonly atMs: number
}

/** How a provider answers a call. */
export type ProviderReply = {
  /** How long it takes, by the test's clock; at once if left out. */
  readonly afterMs?: number
} & (
  | {
      /** 200 if left out. */
      readonly status?: number
      readonly headers?: Readonly<Record<string, string>>
      /** A text is sent as it is, anything else as JSON. */
      readonly body?: unknown
    }
  | {
      /** There is no answer: no connection, or one that breaks before the answer is complete. */
      readonly fails: 'connect' | 'broken'
    }
)

/**
 * Says what the provider answers. What it throws is a mistake of the test: to the adapter it is a
 * connection that breaks, and the test is told.
 */
export type ProviderScript = (call: ProviderCall) => ProviderReply | Promise<ProviderReply>

/**
 * A provider that answers what a test tells it to. It stands in for the HTTP client of adapters:
 * whatever URL they ask, it is asked, without a socket and in the test's own time.
 */
export interface ScriptedProvider {
  readonly client: HttpClient
  /** Every call so far, oldest first; grows. */
  readonly calls: readonly ProviderCall[]
  /** Answers like this from now on. */
  answer(script: ProviderScript): void
  /** Throws what the script itself threw, once. */
  assertSound(): void
}

/** For requests that say nothing else; as the real client. */
const TIMEOUT_MS = 30_000

/** A provider that answers 404 until it is told otherwise. */
export function createScriptedProvider(
  clock: Clock,
  script: ProviderScript = () => ({ status: 404, body: {} }),
): ScriptedProvider {
  const calls: ProviderCall[] = []
  const faults: unknown[] = []
  let current = script
  const reply = async (call: ProviderCall): Promise<ProviderReply> => {
    try {
      return await current(call)
    } catch (error) {
      faults.push(error)
      throw error
    }
  }
  return {
    calls,
    answer: (next) => {
      current = next
    },
    assertSound: () => {
      const [fault] = faults.splice(0)
      if (fault !== undefined) throw new Error("The test's own provider threw", { cause: fault })
    },
    client: {
      request: (request) => {
        const call = callOf(request, clock.now())
        calls.push(call)
        return replyInTime(request, { clock, reply: () => reply(call) })
      },
      [Symbol.asyncDispose]: async () => {},
    },
  }
}

function callOf({ body = '', headers = {}, method, url }: HttpRequest, atMs: number): ProviderCall {
  const named = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const)
  return {
    method,
    url: new URL(url),
    headers: Object.fromEntries(named),
    body: typeof body === 'string' ? body : Buffer.from(body).toString('utf8'),
    atMs,
  }
}

/** Ends as a request of the real client does: with an answer, or why there is none. */
function replyInTime(
  { maxBodyBytes, signal, timeoutMs = TIMEOUT_MS }: HttpRequest,
  { clock, reply }: { readonly clock: Clock; readonly reply: () => Promise<ProviderReply> },
): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    const fail = (failure: HttpRequestFailure, cause?: unknown): void => {
      timer.cancel()
      const sent = failure !== 'connect'
      reject(new HttpRequestError(`Scripted: ${failure}`, { failure, sent, cause }))
    }
    const timer = clock.after(timeoutMs, () => fail('timeout'))
    signal?.addEventListener('abort', () => fail('aborted', signal.reason), { once: true })
    const finish = async (): Promise<void> => {
      const told = await reply()
      if (told.afterMs !== undefined) await clock.sleep(told.afterMs)
      if ('fails' in told) return fail(told.fails)
      const response = responseOf(told)
      if (response.body.length > (maxBodyBytes ?? Number.POSITIVE_INFINITY)) {
        return fail('body_too_large')
      }
      timer.cancel()
      resolve(response)
    }
    finish().catch((error: unknown) => fail('broken', error))
  })
}

function responseOf(told: Exclude<ProviderReply, { readonly fails: unknown }>): HttpResponse {
  const { body, headers = {}, status = 200 } = told
  const text = typeof body === 'string' ? body : JSON.stringify(body ?? null)
  return { status, headers, body: Buffer.from(text) }
}
