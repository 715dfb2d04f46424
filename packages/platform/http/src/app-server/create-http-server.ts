import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { allowAllOrigins } from './cors.ts'
import { renderError } from '../error-reply.ts'
import { refusalOf } from './fastify-refusal.ts'
import {
  DEFAULT_GRACE_MS,
  DEFAULT_HTTP_LIMITS,
  type HttpServer,
  type HttpServerBase,
} from '../http-server.ts'
import { acceptJsonBodies } from './json-body.ts'
import { createNodeServer, type NodeServer } from '../node-server.ts'
import { measureRequests } from './request-metrics.ts'

/** Longer parts of a path match no route: Open Payments ids are short, wallet addresses are not. */
const PATH_PARAMETER_LENGTH_MAX = 1_024

/** What a server of the application needs. */
export interface HttpServerOptions extends HttpServerBase {
  /**
   * Whether `X-Forwarded-*` headers are believed; only behind a proxy that sets them. False if left
   * out.
   */
  readonly trustProxy?: boolean
  /** Whether scripts of other origins may call; false if left out. */
  readonly cors?: boolean
}

/** A server whose routes are added to `app` before it listens. */
export interface AppServer extends HttpServer {
  readonly app: FastifyInstance
}

/**
 * A server with routes, JSON bodies (`request.body` parsed, `request.rawBody` as it came), limits,
 * operational routes and a graceful stop. What its routes throw is a bug: logged, and answered 500
 * without a word about the cause.
 */
export function createHttpServer(options: HttpServerOptions): AppServer {
  let node: NodeServer | undefined
  const app = fastify({
    logger: false,
    bodyLimit: options.limits?.bodyBytesMax ?? DEFAULT_HTTP_LIMITS.bodyBytesMax,
    trustProxy: options.trustProxy ?? false,
    routerOptions: {
      maxParamLength: PATH_PARAMETER_LENGTH_MAX,
      // The reference's router takes both.
      ignoreTrailingSlash: true,
    },
    frameworkErrors: (error, request, reply) => answerError(options, { error, request, reply }),
    serverFactory: (handler) => {
      node = createNodeServer(options, handler)
      return node.server
    },
  })
  if (node === undefined) throw new Error('fastify made no server')
  answerErrors(app, options)
  measureRequests(app, options)
  closeConnectionsWhenStopping(app, node)
  if (options.cors === true) allowAllOrigins(app)
  acceptJsonBodies(app)
  return withApp(app, node)
}

function withApp(app: FastifyInstance, node: NodeServer): AppServer {
  const close = async (grace: { readonly graceMs: number }): Promise<void> => {
    await node.close(grace)
    await app.close()
  }
  return {
    app,
    listen: async (address) => {
      await app.ready()
      return node.listen(address)
    },
    close,
    [Symbol.asyncDispose]: () => close({ graceMs: DEFAULT_GRACE_MS }),
  }
}

function answerErrors(app: FastifyInstance, options: HttpServerOptions): void {
  app.setNotFoundHandler((_request, reply) => {
    const { status, type, body } = renderError(options, { status: 404, code: 'not_found' })
    return reply.status(status).type(type).send(body)
  })
  app.setErrorHandler((error, request, reply) => answerError(options, { error, request, reply }))
}

function answerError(
  options: HttpServerOptions,
  failed: {
    readonly error: unknown
    readonly request: FastifyRequest
    readonly reply: FastifyReply
  },
): void {
  const { error, request, reply } = failed
  const refusal = refusalOf(error)
  if (refusal === undefined) {
    const { method, routeOptions, id } = request
    const route = routeOptions.url
    options.log.error('A route failed', { server: options.name, method, route, id, err: error })
  }
  const { status, type, body } = renderError(
    options,
    refusal ?? { status: 500, code: 'internal_error' },
  )
  void reply.status(status).type(type).send(body)
}

/** A client that is told so does not send its next request into a connection about to close. */
function closeConnectionsWhenStopping(app: FastifyInstance, node: NodeServer): void {
  app.addHook('onSend', async (_request, reply) => {
    if (node.stopping()) reply.header('connection', 'close')
  })
}
