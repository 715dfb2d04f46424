import type { FastifyInstance } from 'fastify'
import type { RateTable } from './rate-table.ts'

/** `GET /rates?base=USD`: what one whole of the base is worth; 404 for a currency without rates. */
export function addRatesRoute(app: FastifyInstance, table: RateTable): void {
  app.get<{ Querystring: { base?: string } }>('/rates', async ({ query }, reply) => {
    const rates = typeof query.base === 'string' ? table.get(query.base) : undefined
    if (query.base === undefined || rates === undefined) {
      return reply.status(404).send({ error: { description: 'There are no rates for this base' } })
    }
    return reply.type('application/json; charset=utf-8').send(writeRates(query.base, rates))
  })
}

/** The digits go out as they were configured: through a JavaScript number they could change. */
function writeRates(base: string, rates: ReadonlyMap<string, string>): string {
  const members = Array.from(rates, ([code, rate]) => `${JSON.stringify(code)}:${rate}`)
  return `{"base":${JSON.stringify(base)},"rates":{${members.join(',')}}}`
}
