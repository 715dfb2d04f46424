import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { checkWebhookSignature, type SignatureState } from './check-webhook-signature.ts'
import { waitFor } from './wait-for.ts'

/** How the double treats a webhook. */
export interface WebhookAnswer {
  /** 200 if left out. */
  readonly status?: number
  /** How long it thinks first. */
  readonly delayMs?: number
  /** Closes the connection instead of answering. */
  readonly drop?: boolean
}

/** One delivery of a webhook, a repeated one included, as it came. */
export interface ReceivedWebhook {
  readonly id: string
  readonly type: string
  readonly data: Readonly<Record<string, unknown>>
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  /** Checked against the secret; `absent`, too, when the double knows none. */
  readonly signature: SignatureState
  /** What it was, or is going to be, answered. */
  readonly answer: WebhookAnswer
}

/** Units of each currency for one unit of the base: `{ USD: { EUR: 0.9 } }`. */
export type RateTable = Readonly<Record<string, Readonly<Record<string, number>>>>

/** What the double knows from the start. */
export interface AseDoubleOptions {
  /** The secret that webhooks are signed with: a webhook not signed with it is answered 401. */
  readonly signatureSecret?: string
  readonly rates?: RateTable
  /**
   * What it does with a webhook that it is about to answer 200; when that throws, it answers 500
   * instead, and the node comes again.
   */
  handle?(webhook: ReceivedWebhook): Promise<void>
}

/** An account servicing entity as the node sees it: it takes webhooks and tells rates. */
export interface AseDouble extends AsyncDisposable {
  readonly webhookUrl: string
  /** Answers `?base=USD` with `{ base, rates }`; 404 for a base that is not in the table. */
  readonly ratesUrl: string
  /** All deliveries so far, oldest first; grows. */
  readonly webhooks: readonly ReceivedWebhook[]
  /**
   * Gives the oldest delivery of `type` that this call has not yet given; waits for one, 5 seconds
   * if not told otherwise, and throws, naming what came instead, when there is none.
   */
  nextWebhook(type: string, options?: { readonly timeoutMs?: number }): Promise<ReceivedWebhook>
  /** Sets the answers to the next deliveries, one each; those after them are answered 200 again. */
  answerNext(...answers: readonly WebhookAnswer[]): void
  setRates(rates: RateTable): void
}

const OK: WebhookAnswer = { status: 200 }
const UNSIGNED: WebhookAnswer = { status: 401 }

/** Starts a double on a free port of 127.0.0.1. */
export async function startAseDouble(options: AseDoubleOptions = {}): Promise<AseDouble> {
  const webhooks: ReceivedWebhook[] = []
  const taken = new Set<ReceivedWebhook>()
  const answers: WebhookAnswer[] = []
  let rates = options.rates ?? {}

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    const route = `${request.method} ${url.pathname}`
    if (route === 'GET /rates') tellRates(rates, url.searchParams.get('base'), response)
    else if (route === 'POST /webhooks') {
      takeWebhook(request, response).catch((error: unknown) => response.destroy(asError(error)))
    } else respond(response, 404)
  })

  const takeWebhook = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const received = read(await text(request), request.headers, options.signatureSecret)
    const refused = options.signatureSecret !== undefined && received.signature !== 'valid'
    const answer = refused ? UNSIGNED : (answers.shift() ?? OK)
    const webhook = { ...received, answer }
    webhooks.push(webhook)
    await sleep(answer.delayMs ?? 0)
    if (answer.drop === true) response.destroy()
    else if (isTaken(answer)) respond(response, (await isHandled(options, webhook)) ? 200 : 500)
    else respond(response, answer.status ?? 200)
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const base = `http://127.0.0.1:${portOf(server.address())}`
  return {
    webhookUrl: `${base}/webhooks`,
    ratesUrl: `${base}/rates`,
    webhooks,
    async nextWebhook(type, { timeoutMs } = {}) {
      const next = (): ReceivedWebhook => {
        const found = webhooks.find((each) => each.type === type && !taken.has(each))
        if (found !== undefined) return found
        throw new Error(`so far came: ${webhooks.map((each) => each.type).join(', ')}`)
      }
      const what = `a webhook of type ${type}`
      const found = await waitFor(next, timeoutMs === undefined ? { what } : { what, timeoutMs })
      taken.add(found)
      return found
    },
    answerNext: (...next) => void answers.push(...next),
    setRates(next) {
      rates = next
    },
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

function isTaken({ status = 200 }: WebhookAnswer): boolean {
  return status === 200
}

async function isHandled(options: AseDoubleOptions, webhook: ReceivedWebhook): Promise<boolean> {
  try {
    await options.handle?.(webhook)
    return true
  } catch {
    return false
  }
}

function read(
  body: string,
  headers: IncomingMessage['headers'],
  secret: string | undefined,
): Omit<ReceivedWebhook, 'answer'> {
  const value: unknown = JSON.parse(body)
  if (!isEvent(value)) throw new Error(`not a webhook: ${body}`)
  const event = { id: value.id, type: value.type, data: value.data }
  const header = headers['rafiki-signature']
  const signed = { header: Array.isArray(header) ? header.join() : header, body: event }
  const signature = secret === undefined ? 'absent' : checkWebhookSignature({ ...signed, secret })
  return { ...event, headers, signature }
}

type Event = Pick<ReceivedWebhook, 'id' | 'type' | 'data'>

function isEvent(value: unknown): value is Event {
  if (typeof value !== 'object' || value === null) return false
  if (!('id' in value && 'type' in value && 'data' in value)) return false
  return typeof value.id === 'string' && typeof value.type === 'string' && isObject(value.data)
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function tellRates(table: RateTable, base: string | null, response: ServerResponse): void {
  const rates = base === null ? undefined : table[base]
  if (rates === undefined) respond(response, 404)
  else respond(response, 200, { base, rates })
}

function respond(response: ServerResponse, status: number, body?: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(body === undefined ? undefined : JSON.stringify(body))
}

function portOf(address: ReturnType<ReturnType<typeof createServer>['address']>): number {
  if (address === null || typeof address === 'string') throw new Error('no TCP port was opened')
  return address.port
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}
