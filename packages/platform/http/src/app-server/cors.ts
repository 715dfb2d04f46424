import type { FastifyInstance } from 'fastify'

const METHODS = 'GET,HEAD,PUT,POST,DELETE,PATCH'

/** Browsers ask again after this time at the latest. */
const MAX_AGE_SEC = 86_400

/**
 * Lets scripts of every origin call `app` (Fetch standard, CORS protocol). Without credentials:
 * cookies are not for scripts of other origins.
 */
export function allowAllOrigins(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    if (request.headers.origin === undefined) return done()
    reply.header('access-control-allow-origin', '*')
    const isPreflight =
      request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined
    if (!isPreflight) return done()
    reply
      .header('access-control-allow-methods', METHODS)
      .header('access-control-allow-headers', request.headers['access-control-request-headers'])
      .header('access-control-max-age', MAX_AGE_SEC)
      .header('vary', 'access-control-request-headers')
      .status(204)
      .send()
  })
}
