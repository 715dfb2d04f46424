import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'

/** An adapter of another make, as `kivuko rates` and nodes ask one. */
export interface AdapterDouble extends AsyncDisposable {
  readonly url: string
  /** What it says of each pair, as `EUR/USD`, from now on; for others it has no price. */
  readonly prices: Record<string, number>
  /** From now on it breaks every connection, or answers again. */
  setDown(isDown: boolean): void
}

/** Starts one on a free port. */
export async function startAdapterDouble(prices: Record<string, number>): Promise<AdapterDouble> {
  let isDown = false
  const server = createServer((request, response) => {
    if (isDown) {
      request.socket.destroy()
      return
    }
    void json(request).then((asked) => {
      const { data } = asked as { data: { base: string; quote: string } } // From a node of ours.
      const result = prices[`${data.base}/${data.quote}`]
      const body =
        result === undefined
          ? { statusCode: 502, error: { message: 'no price' } }
          : { statusCode: 200, result, data: { result } }
      response.writeHead(body.statusCode, { 'content-type': 'application/json' })
      response.end(JSON.stringify(body))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    prices,
    setDown: (now) => {
      isDown = now
    },
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

/** Writes a file for `RATES_CONFIG` with one adapter, named `one`; gives its path. */
export async function writeRatesConfig(
  folder: string,
  {
    adapter,
    ...rates
  }: {
    readonly adapter: AdapterDouble
    readonly markets: Readonly<Record<string, readonly string[]>>
    readonly pivots: readonly string[]
  },
): Promise<string> {
  const path = join(folder, 'rates.json')
  await writeFile(path, JSON.stringify({ adapters: { one: { url: adapter.url } }, ...rates }))
  return path
}
