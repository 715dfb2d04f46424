import { isUtf8 } from 'node:buffer'
import type { FastifyInstance, FastifyRequest } from 'fastify'

declare module 'fastify' {
  interface FastifyRequest {
    /** The body of a JSON request as it came, for digests and signatures; empty without a body. */
    rawBody: Buffer
  }
}

const NO_BODY = Buffer.alloc(0)

/** Says that a body is not JSON. */
export class InvalidJsonError extends Error {
  override readonly name = 'InvalidJsonError'
}

/**
 * Makes JSON the one kind of body that `app` takes. Keeps the bytes as `request.rawBody`; an empty
 * body is `undefined`. Refuses texts that would set a prototype (`__proto__`,
 * `constructor.prototype`) and bytes that are not UTF-8 (RFC 8259 §8.1).
 */
export function acceptJsonBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.decorateRequest('rawBody')
  app.addHook('onRequest', (request, _reply, done) => {
    request.rawBody = NO_BODY
    done()
  })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser<Buffer>(
    'application/json',
    { parseAs: 'buffer' },
    (request: FastifyRequest, body, done) => {
      request.rawBody = body
      if (body.length === 0) return done(null, undefined)
      if (!isUtf8(body)) return done(new InvalidJsonError('The body is not UTF-8'))
      return parse(request, body.toString(), (error, value) =>
        error === null
          ? done(null, value)
          : done(new InvalidJsonError('not JSON', { cause: error })),
      )
    },
  )
}
