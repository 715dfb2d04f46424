import {
  AdapterError,
  composite,
  createAdapter,
  endpoint,
  input,
  price,
  text,
} from '@kivuko/adapter'

const pair = input({
  base: text().symbol().aka('from', 'coin'),
  quote: text().symbol().aka('to', 'market'),
})

/** The adapters that are asked: in this process, or at `PRICE_API_ADAPTER_URL` and so on. */
const asked = ['price-api', 'price-feed']

const middle = composite(pair, {
  fetch: async ([params], out, { other }) => {
    if (params === undefined) return
    const answers = await Promise.allSettled(asked.map((name) => other(name, { data: params })))
    const values = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []))
    const prices = values.map(({ result }) => Number(result)).toSorted((one, two) => one - two)
    const upper = prices[Math.floor(prices.length / 2)]
    const lower = prices[Math.ceil(prices.length / 2) - 1]
    if (upper === undefined || lower === undefined) {
      throw new AdapterError('No adapter has a price', { statusCode: 502 })
    }
    // As old as the oldest price in it.
    const times = values.flatMap(({ at }) => at ?? [])
    const at = times.length === 0 ? undefined : Math.min(...times)
    out.value(params, (lower + upper) / 2, { at, data: { prices } })
  },
  result: price(),
})

/** The median of what other adapters say; it goes on while one of them has a price. */
export const median = createAdapter({
  name: 'median',
  asks: asked,
  endpoints: { price: endpoint({ input: pair, sources: [middle], freshFor: '2s' }) },
})
