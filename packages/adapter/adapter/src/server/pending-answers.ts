import type { Clock } from '@kivuko/clock'
import type { HttpClient, RawReply } from '@kivuko/http'
import type { Log } from '@kivuko/log'
import { jsonReply } from './error-body.ts'
import type { BridgeSettings } from './server-settings.ts'

/** Answers that Chainlink nodes are called back with. Disposal tells those that wait. */
export interface PendingAnswers extends AsyncDisposable {
  /** How long a node waits before it is told to wait for the callback. */
  readonly afterMs: number
  /** The URL, if it may be called back. */
  accept(responseUrl: string, correlationId: string | undefined): URL | undefined
  /** Calls back as soon as the reply is known; false when too many wait already. */
  add(callback: URL, reply: Promise<RawReply>, correlationId: string | undefined): boolean
}

/** More at a time are not promised: whoever asks then waits for the answer itself. */
const PENDING_MAX = 1_000

/** Attempts to call back; a node that is down for longer has given its task up. */
const ATTEMPTS_MAX = 5

/** Before the second attempt; doubled before each further one. */
const PAUSE_MS = 500

/** For one attempt. */
const TIMEOUT_MS = 5_000

/** What a node answers is of no interest beyond its status. */
const REPLY_BYTES_MAX = 65_536

/** What is told to nodes that still wait when the adapter stops. */
const stopping = { error: 'The adapter is stopping' } as const

/** What works with these settings; undefined when no node may be called back. */
export function createPendingAnswers(options: {
  readonly settings: BridgeSettings
  readonly clock: Clock
  readonly log: Log
  readonly http: HttpClient
}): PendingAnswers | undefined {
  const { settings, log } = options
  const origins = new Set(settings.callbackOrigins.map((text) => new URL(text).origin))
  if (origins.size === 0) return undefined
  const stop = Promise.withResolvers<typeof stopping>()
  const waiting = new Set<Promise<void>>()

  const callBack: CallBack = async (callback, reply, correlationId) => {
    const outcome = await Promise.race([reply.then(outcomeOf), stop.promise])
    await deliver(callback, outcome, { ...options, log: log.with({ correlationId }) })
  }
  return {
    afterMs: settings.pendingAfterMs,
    accept: (responseUrl, correlationId) => {
      const url = URL.parse(responseUrl)
      if (url !== null && origins.has(url.origin)) return url
      const fields = { correlationId, origin: url?.origin }
      log.warn('A responseURL is not of a node that may be called back', fields)
      return undefined
    },
    add: (callback, reply, correlationId) => {
      if (waiting.size >= PENDING_MAX) return false
      const done = callBack(callback, reply, correlationId).finally(() => waiting.delete(done))
      waiting.add(done)
      return true
    },
    [Symbol.asyncDispose]: async () => {
      stop.resolve(stopping)
      await Promise.all(waiting)
    },
  }
}

type CallBack = (
  callback: URL,
  reply: Promise<RawReply>,
  correlationId: string | undefined,
) => Promise<void>

/** Tells a node that it will be called back. */
export function pendingReply(id: unknown): RawReply {
  const reply = jsonReply(200, { jobRunID: id === undefined ? '1' : id, pending: true })
  return { ...reply, headers: { ...reply.headers, 'x-chainlink-pending': 'true' } }
}

/** What a callback carries. */
type Callback = { readonly value: string } | { readonly error: string }

/**
 * A node's next task reads the text of the body, as it does when it is answered at once; of an
 * error it shows the text.
 */
function outcomeOf({ status, body }: RawReply): Callback {
  const text = body.toString('utf8')
  if (status < 400) return { value: text }
  // An errored body, which has one.
  const { errorMessage } = JSON.parse(text) as { readonly errorMessage: string }
  return { error: errorMessage }
}

async function deliver(
  callback: URL,
  outcome: Callback,
  options: {
    readonly settings: BridgeSettings
    readonly clock: Clock
    readonly log: Log
    readonly http: HttpClient
  },
): Promise<void> {
  const { clock, log } = options
  const body = JSON.stringify(outcome)
  for (let attempt = 1; ; attempt += 1) {
    const problem = await send(callback, body, options)
    if (problem === undefined) return
    const fields = { origin: callback.origin, attempt, problem }
    if (attempt === ATTEMPTS_MAX || outcome === stopping) {
      log.error('A node could not be told the answer that it waits for', fields)
      return
    }
    log.warn('A node did not take the answer that it waits for', fields)
    await clock.sleep(PAUSE_MS * 2 ** (attempt - 1))
  }
}

/** What went wrong, if repeating may help or the operator should know. */
async function send(
  callback: URL,
  body: string,
  { settings, http }: { readonly settings: BridgeSettings; readonly http: HttpClient },
): Promise<string | undefined> {
  const token = settings.incomingToken
  try {
    const { status } = await http.request({
      method: 'PATCH',
      url: callback,
      headers: {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token.reveal()}` }),
      },
      body,
      timeoutMs: TIMEOUT_MS,
      maxBodyBytes: REPLY_BYTES_MAX,
    })
    return status < 300 ? undefined : `answered ${status}`
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
