/*
 * The thread of a request generator: does what it is told by message, and answers with what it
 * found.
 */
import { parentPort } from 'node:worker_threads'
import { systemClock } from '@kivuko/clock'
import { driveLoad, type Load } from '../drive-load.ts'
import { type HttpConnection, openHttpConnection, type RenderedRequest } from './http-connection.ts'
import { priceRequest } from './price-request.ts'
import type { AskedOnce, RequestList, RequestLoad } from './request-load.ts'

parentPort?.on('message', (wanted: RequestList | RequestLoad) => void answer(wanted))

async function answer(wanted: RequestList | RequestLoad): Promise<void> {
  using lanes = await openLanes(wanted)
  const isLoad = 'measureMs' in wanted
  const found = isLoad ? await drive(wanted, lanes.all) : await askOnce(wanted, lanes.all)
  parentPort?.postMessage(found, [])
}

/** A connection, and the requests of a list as its server takes them. */
interface Lane {
  readonly connection: HttpConnection
  readonly requests: readonly RenderedRequest[]
}

async function openLanes({ urls, connections, coins }: RequestList) {
  const requests = urls.map((url) => coins.map((coin) => priceRequest(url, coin)))
  const all = await Promise.all(
    Array.from({ length: connections }, async (_, number): Promise<Lane> => {
      const at = number % urls.length
      // As many requests as URLs, and at least one URL.
      return { connection: await openHttpConnection(urls[at]!), requests: requests[at]! }
    }),
  )
  return {
    all,
    [Symbol.dispose]: () => {
      for (const { connection } of all) connection[Symbol.dispose]()
    },
  }
}

async function drive(load: RequestLoad, lanes: readonly Lane[]): Promise<Load> {
  const { coins, connections, warmUpMs, measureMs } = load
  let next = 0
  const task = (worker: number): Promise<void> => {
    const { connection, requests } = lanes[worker]!
    next = next + 1 === coins.length ? 0 : next + 1
    return connection.ask(requests[next]!)
  }
  return await driveLoad({
    clock: systemClock,
    concurrency: connections,
    warmUpMs,
    measureMs,
    task,
  })
}

async function askOnce({ coins }: RequestList, lanes: readonly Lane[]): Promise<AskedOnce> {
  const tookMs = coins.map(() => Number.NaN)
  const failures: string[] = []
  const askAll = async ({ connection, requests }: Lane, lane: number): Promise<void> => {
    for (let at = lane; at < coins.length; at += lanes.length) {
      const fromMs = systemClock.monotonicMs()
      try {
        await connection.ask(requests[at]!)
        tookMs[at] = systemClock.monotonicMs() - fromMs
      } catch (error) {
        failures.push(String(error))
      }
    }
  }
  await Promise.all(lanes.map(askAll))
  const [firstError] = failures
  return { tookMs, errors: failures.length, ...(firstError !== undefined && { firstError }) }
}
