import { createAdapter, endpoint, http, input, price, secret, text } from '@kivuko/adapter'

const pair = input({
  base: text().symbol().aka('from', 'coin'),
  quote: text().symbol().aka('to', 'market'),
})

/** What the provider answers to `GET …?base=EUR`. */
interface Told {
  readonly base: string
  /** What one whole of the base is worth in others. */
  readonly rates: Readonly<Record<string, number>>
  /** Seconds since the epoch. */
  readonly timestamp?: number
}

const rest = http(pair, {
  env: {
    PRICE_API_URL: text().url().doc('Asked as `?base=EUR`; answers `{base, rates}`.'),
    PRICE_API_KEY: secret().optional().doc('Sent as `x-api-key`.'),
  },
  // One call for each base has the prices of all that is wanted in it.
  ask: (wanted, { env }) => {
    const byBase = Map.groupBy(wanted, ({ base }) => base)
    return Array.from(byBase, ([base, covers]) => ({
      covers,
      url: env.PRICE_API_URL,
      query: { base },
      headers: { 'x-api-key': env.PRICE_API_KEY },
    }))
  },
  read: ({ base, rates, timestamp }: Told, covers, out) => {
    for (const params of covers) {
      const told = params.base === base ? rates[params.quote] : undefined
      const at = timestamp === undefined ? undefined : timestamp * 1_000
      if (told === undefined) out.missing(params)
      else out.value(params, told, { at })
    }
  },
  result: price(),
})

/** A price API over HTTP, with a key, and plans that allow more or fewer calls. */
export const priceApi = createAdapter({
  name: 'price-api',
  plans: {
    free: { perMinute: 30, perMonth: 50_000 },
    pro: { perSecond: 10 },
  },
  endpoints: {
    price: endpoint({
      input: pair,
      sources: [rest],
      aka: ['crypto', 'forex'],
      freshFor: '5s',
      serveStaleFor: '60s',
    }),
  },
})
