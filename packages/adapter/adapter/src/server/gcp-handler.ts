import { rawRequestOf } from './function-request.ts'
import { type Handled, startedOnce } from './lambda-handler.ts'

/** What Google Cloud Functions hands over, as far as it is looked at. */
export interface GcpRequest {
  /** Parsed, unless `rawBody` is there. */
  readonly body?: unknown
  readonly rawBody?: Uint8Array
  readonly headers?: unknown
  readonly query?: unknown
}

/** What takes the answer. */
export interface GcpResponse {
  status(code: number): GcpResponse
  set(headers: Readonly<Record<string, string>>): GcpResponse
  send(body: string): unknown
}

/** A handler of Google Cloud Functions. */
export type GcpHandler = (request: GcpRequest, response: GcpResponse) => Promise<void>

/**
 * A handler for Google Cloud Functions, which answers as over HTTP. The adapter is started by the
 * first request, and kept for the next ones.
 */
export function gcpHandler(start: () => Promise<Handled>): GcpHandler {
  const adapter = startedOnce(start)
  return async ({ body, headers, query, rawBody }, response) => {
    const { handle, path } = await adapter()
    const request = rawRequestOf({ body: rawBody ?? body, headers, query }, path)
    const reply = await handle(request)
    response.status(reply.status).set(reply.headers).send(String(reply.body))
  }
}
