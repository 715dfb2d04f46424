import { readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'

const files = {
  '/style.css': 'text/css; charset=utf-8',
  '/icon.svg': 'image/svg+xml',
  '/refresh.js': 'text/javascript; charset=utf-8',
} as const

/** Serves the few files that pages refer to, from memory. */
export function addStaticRoutes(app: FastifyInstance): void {
  for (const [path, type] of Object.entries(files)) {
    const content = readFileSync(new URL(`.${path}`, import.meta.url))
    app.get(path, async (_request, reply) =>
      reply.type(type).header('cache-control', 'max-age=300').send(content),
    )
  }
}
