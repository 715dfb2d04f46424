import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { Clock } from '@kivuko/clock'

/** Adapters of every temper, each at its own path. */
export interface PriceAdapters extends AsyncDisposable {
  /** By their names. */
  readonly urls: Readonly<Record<'prompt' | 'slow' | 'down', string>>
}

/** How long the slow one takes. */
const slowMs = 2_000

/** A hundredth of a percent, up or down: no two answers are alike, and all adapters agree. */
const movePart = 0.000_1

/**
 * Starts three adapters for any pair: one answers at once, one after seconds, one never has a
 * price. Every answer is another price.
 */
export async function startPriceAdapters(clock: Clock): Promise<PriceAdapters> {
  let asked = 0
  const priced = (response: ServerResponse): void => {
    asked += 1
    const result = 100 * (1 + (asked % 2 === 0 ? movePart : -movePart) * ((asked % 97) / 97))
    response.end(JSON.stringify({ statusCode: 200, result, data: { result } }))
  }
  const server = createServer((request, response) => {
    request.resume()
    response.setHeader('content-type', 'application/json')
    if (request.url === '/prompt') priced(response)
    else if (request.url === '/slow') clock.after(slowMs, () => priced(response))
    else response.writeHead(502).end('{"statusCode":502,"error":"no price"}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no TCP port was opened')
  const at = (name: string): string => `http://127.0.0.1:${address.port}/${name}`
  return {
    urls: { prompt: at('prompt'), slow: at('slow'), down: at('down') },
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
