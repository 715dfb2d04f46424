import { once } from 'node:events'
import { createServer } from 'node:http'

/** Starts a source of exchange rates, as `?base=CODE` asks for them; it gives the same for any. */
export async function startRatesServer(
  rates: Readonly<Record<string, number>>,
): Promise<AsyncDisposable & { readonly url: string }> {
  const server = createServer((request, response) => {
    const base = new URL(request.url ?? '/', 'http://localhost').searchParams.get('base')
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ base, rates }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no TCP port was opened')
  return {
    url: `http://127.0.0.1:${address.port}/rates`,
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
