/*
 * `node bare-payments-postgres.ts PORT DATABASE_URL WEBHOOK_URL [NEXT_URL]`: does what the call in
 * a request's body says, and nothing else: what the HTTP requests and the durable commits of a
 * payment cost on this machine, without the payment.
 */
import { systemClock } from '@kivuko/clock'
import { silentLog } from '@kivuko/log'
import { connectPostgres } from '@kivuko/postgres'
import { systemRandom } from '@kivuko/random'
import { startAnsweringServer } from './answering-server.ts'
import type { BareCall } from './bare-call.ts'
import { createPoster } from './poster.ts'

const [port, url = '', webhookUrl = '', nextUrl] = process.argv.slice(2)
const headers = { 'content-type': 'application/json' }
const webhooks = createPoster({ url: webhookUrl, connections: 64, headers })
const next = createPoster({ url: nextUrl ?? webhookUrl, connections: 64, headers })
const postgres = connectPostgres({
  clock: systemClock,
  random: systemRandom,
  log: silentLog,
  url,
  poolMax: 20,
})
await postgres.query({
  text: 'CREATE TABLE IF NOT EXISTS steps (id bigserial PRIMARY KEY, body text NOT NULL)',
})

await startAnsweringServer({
  port: Number(port),
  contentType: 'application/json',
  answer: async (body) => {
    // The bench's own words: bare-call.ts.
    const call = JSON.parse(body.toString()) as BareCall
    if (call.commits) {
      await postgres.query({
        name: 'step',
        text: 'INSERT INTO steps (body) VALUES ($1)',
        values: [body.toString()],
      })
    }
    for (const hop of call.hops ?? []) await next.post(JSON.stringify(hop))
    if (call.tells) void webhooks.post(body)
    return body
  },
})
