import type { RawReply, RawRequest } from '@kivuko/http'
import type { BridgeGate } from './bridge-gate.ts'
import { errorReply } from './error-body.ts'
import { isJsonContent } from './json-content.ts'
import { healthReply, readyReply } from './operational-replies.ts'
import { readBody } from './read-body.ts'
import type { Responder } from './respond.ts'
import type { ServedAdapter } from './served-adapter.ts'

/** Answers one method of one path. */
export type Route = (request: RawRequest, query: URLSearchParams | undefined) => MaybeReply

/** A reply, at once where it can be. */
export type MaybeReply = RawReply | Promise<RawReply>

/** Routes by their paths, which end in no slash; `''` is the root. */
export interface Routes {
  readonly get: Map<string, Route>
  readonly post: Map<string, Route>
}

/** Adds the routes of one adapter. */
export function addAdapterRoutes(
  routes: Routes,
  options: {
    readonly path: string
    readonly adapter: ServedAdapter
    readonly respond: Responder
    readonly gate: BridgeGate
    /** Whether lines of the log have the request's `x-correlation-id`. */
    readonly correlationIds: boolean
    readonly smoke: () => Promise<RawReply>
  },
): void {
  const { path, adapter, gate, smoke } = options
  routes.post.set(path, createPostRoute(options))
  routes.get.set(`${path}/health`, (request) => healthReply(request, adapter.version))
  routes.get.set(`${path}/ready`, () => readyReply([adapter]))
  // It spends the provider's plan, so it is for whoever may ask.
  routes.get.set(`${path}/smoke`, ({ headers }) => gate(headers) ?? smoke())
}

const wrongType = {
  statusCode: 415,
  name: 'AdapterError',
  message: 'The body must be application/json',
} as const

function createPostRoute(options: {
  readonly respond: Responder
  readonly gate: BridgeGate
  readonly correlationIds: boolean
}): Route {
  const { respond, gate, correlationIds } = options
  return ({ headers, body }, query) => {
    const refused = gate(headers)
    if (refused !== undefined) return refused
    if (!isJsonContent(headers)) return errorReply(wrongType)
    const correlationId = correlationIds ? headers['x-correlation-id']?.toString() : undefined
    return respond({ body: readBody(body), query, correlationId })
  }
}
