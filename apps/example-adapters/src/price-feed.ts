import { createAdapter, endpoint, input, price, secret, socket, text } from '@kivuko/adapter'

const pair = input({
  base: text().symbol().aka('from', 'coin'),
  quote: text().symbol().aka('to', 'market'),
})

/** What the provider tells: a price, or that something is wrong with a topic. */
interface Told {
  readonly topic?: string
  readonly price?: number
  /** Milliseconds since the epoch. */
  readonly time?: number
  readonly error?: string
}

const live = socket(pair, {
  env: {
    PRICE_FEED_URL: text().url('wss:', 'ws:').doc('Where prices are told.'),
    PRICE_FEED_KEY: secret().optional().doc('Sent as `x-api-key` when it connects.'),
  },
  url: ({ env }) => env.PRICE_FEED_URL,
  headers: ({ env }) => ({ 'x-api-key': env.PRICE_FEED_KEY }),
  topic: ({ base, quote }) => `${base}-${quote}`,
  join: ({ base, quote }) => ({ op: 'join', topic: `${base}-${quote}` }),
  leave: ({ base, quote }) => ({ op: 'leave', topic: `${base}-${quote}` }),
  hear: ({ topic, price: told, time, error }: Told, out) => {
    if (topic === undefined) return out.alive()
    if (error !== undefined) return out.failed(topic, error)
    if (told === undefined) return out.alive(topic)
    return out.value(topic, told, { at: time })
  },
  result: price(),
})

/** Prices as they change, over one WebSocket for everything that is wanted. */
export const priceFeed = createAdapter({
  name: 'price-feed',
  endpoints: {
    price: endpoint({ input: pair, sources: [live], aka: ['crypto'], serveStaleFor: '60s' }),
  },
})
