import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Clock } from '@kivuko/clock'
import { priceOf } from './coins.ts'

/** A provider of prices that takes its time, and knows who has asked. */
export interface PriceProvider extends AsyncDisposable {
  readonly url: string
  /** What each call takes from now on. */
  take(ms: number): void
  callsFor(coin: string): CoinCalls
}

/** The calls for one coin. */
export interface CoinCalls {
  /** How many have come. */
  readonly count: number
  /** What each that was answered took here. */
  readonly tookMs: readonly number[]
}

/** Starts one on a free port. */
export async function startPriceProvider(clock: Clock): Promise<PriceProvider> {
  const calls = new Map<string, { count: number; readonly tookMs: number[] }>()
  let delayMs = 0
  const server = createServer((request, response) => {
    const fromMs = clock.monotonicMs()
    const coin = new URL(request.url ?? '/', 'http://localhost').searchParams.get('base') ?? ''
    const known = calls.get(coin) ?? { count: 0, tookMs: [] }
    calls.set(coin, known)
    known.count += 1
    clock.after(delayMs, () => {
      known.tookMs.push(clock.monotonicMs() - fromMs)
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ price: priceOf(coin) }))
    })
  })
  server.keepAliveTimeout = keepAliveMs
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no TCP port was opened')
  return {
    url: `http://127.0.0.1:${address.port}/price`,
    take(ms) {
      delayMs = ms
    },
    callsFor: (coin) => calls.get(coin) ?? { count: 0, tookMs: [] },
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

/** Longer than any pause between two calls: none meets a connection that is being closed. */
const keepAliveMs = 120_000
