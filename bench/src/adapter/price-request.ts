import { coinOf, priceOf } from './coins.ts'
import type { RenderedRequest } from './http-connection.ts'

/** The request for a coin's price in dollars, as a Chainlink node would send it. */
export function priceRequest(url: string, coin: number): RenderedRequest {
  const { host, pathname } = new URL(url)
  const name = coinOf(coin)
  const body = JSON.stringify({ id: '1', data: { base: name, quote: 'USD' } })
  const head = [
    `POST ${pathname} HTTP/1.1`,
    `host: ${host}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
  ]
  return {
    bytes: Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`),
    expected: Buffer.from(`"result":${priceOf(name)},`),
  }
}
