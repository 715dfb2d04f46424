import type { FastifyInstance } from 'fastify'

/** `GET /discovery`: what this server can do (RFC 9635 section 9). */
export function addDiscovery(app: FastifyInstance): void {
  app.get('/discovery', (_request, reply) =>
    reply.send({
      grant_request_endpoint: '/',
      interaction_start_modes_supported: ['redirect'],
      interaction_finish_modes_supported: ['redirect'],
    }),
  )
}
