import type { RawHandler } from '@kivuko/http'
import { isRecord } from '../definition/is-record.ts'
import { rawRequestOf, type FunctionRequest } from './function-request.ts'

/** What can answer a request without a socket: a running adapter. */
export interface Handled {
  readonly handle: RawHandler
  /** `BASE_URL`. */
  readonly path: string
}

/** What API Gateway takes for an answer. */
export interface LambdaReply {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly isBase64Encoded: false
}

/** A handler of AWS Lambda. */
export type LambdaHandler = (
  event: unknown,
) => Promise<LambdaReply | Readonly<Record<string, unknown>>>

/**
 * A handler for AWS Lambda: behind API Gateway (payload formats 1.0 and 2.0) and function URLs it
 * answers as over HTTP; called by itself, the event is the request, and what it gives is the body
 * of the answer. The adapter is started by the first event, and kept for the next ones.
 */
export function lambdaHandler(start: () => Promise<Handled>): LambdaHandler {
  const adapter = startedOnce(start)
  return async (event) => {
    const { handle, path } = await adapter()
    const request = gatewayRequest(event)
    const reply = await handle(rawRequestOf(request ?? { body: event }, path))
    const body = String(reply.body)
    if (request === undefined) return JSON.parse(body) as Readonly<Record<string, unknown>>
    return { statusCode: reply.status, headers: reply.headers, body, isBase64Encoded: false }
  }
}

/** Starts with the first call; a start that failed is tried again by the next. */
export function startedOnce(start: () => Promise<Handled>): () => Promise<Handled> {
  let started: Promise<Handled> | undefined
  return () => {
    started ??= start().catch((error: unknown) => {
      started = undefined
      throw error
    })
    return started
  }
}

/** What API Gateway sends, told by what only its events have; undefined for a bare request. */
function gatewayRequest(event: unknown): FunctionRequest | undefined {
  if (!isRecord(event)) return undefined
  const isGateway = 'requestContext' in event || 'httpMethod' in event || 'rawPath' in event
  if (!isGateway) return undefined
  const query =
    event['rawQueryString'] ??
    event['multiValueQueryStringParameters'] ??
    event['queryStringParameters']
  return {
    body: event['body'],
    isBase64: event['isBase64Encoded'] === true,
    headers: event['headers'],
    query,
  }
}
