import type { RawReply, RawRequest } from '@kivuko/http'
import type { BridgeGate } from './bridge-gate.ts'
import { type Correlation, echoed } from './correlation.ts'
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
    /** Left out where requests have no ids. */
    readonly correlation: Correlation | undefined
    readonly smoke: () => Promise<RawReply>
  },
): void {
  const { path, adapter, gate, smoke } = options
  const refuse = adapter.isSilent === true ? () => errorReply(writes) : undefined
  routes.post.set(path, refuse ?? createPostRoute(options))
  routes.get.set(`${path}/health`, (request) => healthReply(request, adapter.version))
  routes.get.set(`${path}/ready`, () => readyReply([adapter]))
  // It spends the provider's plan, so it is for whoever may ask.
  routes.get.set(`${path}/smoke`, refuse ?? (({ headers }) => gate(headers) ?? smoke()))
}

/** Another replica answers, so that whoever balances the load may go on to that one. */
const writes = {
  statusCode: 503,
  name: 'AdapterError',
  message: 'This replica only fetches values (EA_MODE=writer): ask one that reads',
} as const

const wrongType = {
  statusCode: 415,
  name: 'AdapterError',
  message: 'The body must be application/json',
} as const

function createPostRoute(options: {
  readonly respond: Responder
  readonly gate: BridgeGate
  readonly correlation: Correlation | undefined
}): Route {
  const { respond, gate, correlation } = options
  return ({ headers, body }, query) => {
    const correlationId = correlation?.given(headers)
    const refused = gate(headers)
    if (refused !== undefined) return echoed(refused, correlationId)
    if (!isJsonContent(headers)) return echoed(errorReply(wrongType), correlationId)
    return respond({ body: readBody(body), query, correlationId, bytes: body.length })
  }
}
