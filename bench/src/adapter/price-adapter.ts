import { createAdapter, endpoint, http, input, price, text } from '@kivuko/adapter'

const pair = input({
  base: text().symbol().aka('from', 'coin'),
  quote: text().symbol().aka('to', 'market'),
})

const rest = http(pair, {
  env: { PRICE_URL: text().url() },
  ask: (wanted, { env }) =>
    wanted.map((params) => ({
      covers: [params],
      url: env.PRICE_URL,
      query: { base: params.base, quote: params.quote },
    })),
  read: (told: { readonly price: number }, covers, out) => {
    for (const params of covers) out.value(params, told.price)
  },
  result: price(),
})

/**
 * An adapter as the guide has it: a pair, one call for each, everything that is not said as the
 * framework has it. `framework-adapter.mjs` is the same on the other framework.
 */
export const priceAdapter = createAdapter({
  name: 'price-api',
  plans: {
    small: { perMinute: 60 },
    large: { perSecond: 1_000 },
  },
  endpoints: {
    price: endpoint({ input: pair, sources: [rest], aka: ['crypto'] }),
  },
})
