import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '@kivuko/testing'
import {
  type HttpConnection,
  openHttpConnection,
  type RenderedRequest,
} from './adapter/http-connection.ts'
import { startBareAdapter } from './adapter/start-bare-adapter.ts'
import type { Bench } from './bench.ts'
import { driveLoad, type Load } from './drive-load.ts'
import type { Ground } from './ground.ts'
import { type Measurement, nearlyAllWithinMs } from './measurement.ts'
import { profiling } from './profiling.ts'
import { type PriceAdapters, startPriceAdapters } from './rates/price-adapters.ts'
import { repositoryFolder } from './repository-folder.ts'
import { residentMemoryMb } from './resident-memory.ts'

/** All of them against the first, which the others are crossed by. */
const assets = 'USD EUR GBP KES JPY INR MXN ZAR BRL CHF NGN PHP'.split(' ')

const tenant = 'cf5fd7d3-1eb1-4041-8e43-ba45747e9e5d'

/** The headline comes last. */
const concurrencies = [1, 64, 16] as const

/** The first requests of a process are slow: code is compiled, connections are made. */
const warmUpMs = 2_000

/**
 * `kivuko rates` between twelve assets, of every base in turn and with a tenant's spread, while
 * prices move all the time, one adapter takes seconds and one has none. The limit: a program that
 * gives a constant answer of the same length.
 */
export const rates: Bench = {
  name: 'rates',
  about: 'exchange rates of `kivuko rates`, whatever its adapters do',
  async *run(ground) {
    await using adapters = await startPriceAdapters(ground.clock)
    const server = await startRates(ground, adapters)
    const requests = assets.flatMap((base) => [
      getRequest(server.url, { path: `/rates?base=${base}`, base }),
      getRequest(server.url, { path: `/t/${tenant}/rates?base=${base}`, base }),
    ])
    const constant = await (await fetch(`${server.url}/rates?base=USD`)).text()
    const bareUrl = await startBareAdapter(ground, constant)
    const bare = [postRequest(bareUrl, constant.slice(0, comparedLength))]
    for (const concurrency of concurrencies) {
      const limit = await drive(ground, { url: bareUrl, requests: bare, concurrency })
      const { completed: _, ...found } = await drive(ground, {
        url: server.url,
        requests,
        concurrency,
      })
      const measurement: Measurement = {
        name: 'rates',
        concurrency,
        ...found,
        limitPerSec: limit.perSec,
        rssMb: await residentMemoryMb(server.pid),
      }
      yield concurrency === 16 ? { ...measurement, bars: [nearlyAllWithinMs(5)] } : measurement
    }
  },
}

/** As much of an answer as is compared. */
const comparedLength = 13

async function startRates(
  ground: Ground,
  { urls }: PriceAdapters,
): Promise<{ readonly url: string; readonly pid: number }> {
  const [pivot = '', ...others] = assets
  const config = join(ground.folder, 'rates.json')
  const feeds = Object.keys(urls)
  await writeFile(
    config,
    JSON.stringify({
      adapters: Object.fromEntries(Object.entries(urls).map(([name, url]) => [name, { url }])),
      markets: Object.fromEntries(others.map((asset) => [`${pivot}/${asset}`, feeds])),
      pivots: [pivot],
      spread: { tenants: { [tenant]: 50 } },
    }),
  )
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const started = await ground.start({
    name: 'rates',
    args: [join(repositoryFolder, 'apps/kivuko/bin/kivuko.mjs'), 'rates'],
    nodeOptions: profiling(ground, 'rates'),
    settings: { RATES_CONFIG: config, RATES_PORT: String(port), KIVUKO_HOST: '127.0.0.1' },
  })
  await started.ready(`${url}/readyz`)
  return { url, pid: started.pid }
}

function getRequest(
  url: string,
  { base, path }: { readonly path: string; readonly base: string },
): RenderedRequest {
  const { host } = new URL(url)
  return {
    bytes: Buffer.from(`GET ${path} HTTP/1.1\r\nhost: ${host}\r\n\r\n`),
    expected: Buffer.from(`{"base":"${base}","rates":{"`),
  }
}

function postRequest(url: string, expected: string): RenderedRequest {
  const { host } = new URL(url)
  return {
    bytes: Buffer.from(`POST / HTTP/1.1\r\nhost: ${host}\r\ncontent-length: 0\r\n\r\n`),
    expected: Buffer.from(expected),
  }
}

async function drive(
  { clock, measureMs }: Ground,
  load: {
    readonly url: string
    readonly requests: readonly RenderedRequest[]
    readonly concurrency: number
  },
): Promise<Load> {
  const { concurrency, requests, url } = load
  using opened = new DisposableStack()
  const connections: HttpConnection[] = []
  while (connections.length < concurrency) {
    connections.push(opened.use(await openHttpConnection(url)))
  }
  let sent = 0
  return await driveLoad({
    clock,
    concurrency,
    warmUpMs,
    measureMs,
    task: async (worker) => {
      sent += 1
      const request = requests[sent % requests.length]
      if (request !== undefined) await connections[worker]?.ask(request)
    },
  })
}
