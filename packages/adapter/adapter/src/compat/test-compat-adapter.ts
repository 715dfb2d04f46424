import { createAdapter } from '../create-adapter.ts'
import { endpoint } from '../definition/endpoint.ts'
import { number, text } from '../definition/field.ts'
import { input } from '../definition/input.ts'
import { AdapterError } from '../sources/adapter-error.ts'
import { custom } from '../sources/custom-source.ts'
import { http } from '../sources/http-source.ts'
import {
  type AdapterTestOptions,
  type AdapterUnderTest,
  testAdapter,
} from '../testing/adapter-under-test.ts'
import type { ProviderCall, ProviderReply } from '../testing/scripted-provider.ts'

const pair = input({
  base: text().symbol().aka('from', 'coin'),
  quote: text().symbol().aka('to', 'market'),
  amount: number().optional(),
  mode: text().oneOf('spot', 'index').optional(),
  depth: number().optional().dependsOn('mode'),
  window: text().optional().excludes('mode'),
})

/** What the provider answers: prices by symbol, as the recorded one did. */
interface Told {
  readonly prices?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly error?: string
}

function source(name: string) {
  return http(pair, {
    name,
    ask: (wanted) => [
      {
        covers: wanted,
        url: `https://provider.example/${name}`,
        query: { pairs: wanted.map(({ base, quote }) => `${base}/${quote}`).join() },
      },
    ],
    read: ({ error, prices }: Told, covers, out) => {
      for (const params of covers) {
        const told = prices?.[params.base]?.[params.quote]
        if (error !== undefined) out.failed(params, error)
        else if (told === undefined) out.missing(params, 'The provider has no such pair')
        else out.value(params, told)
      }
    },
  })
}

const thrown = input({ kind: text() })

/** The adapter that the cases were recorded with, written anew. */
export const labea = createAdapter({
  name: 'LABEA',
  version: '1.0.0',
  defaultEndpoint: 'price',
  plans: { free: { perSecond: 1_000 } },
  endpoints: {
    price: endpoint({
      input: pair,
      sources: [source('rest'), source('backup')],
      aka: ['crypto'],
      invert: [['JPY', 'USD']],
    }),
    broken: endpoint({
      input: thrown,
      sources: [
        custom(thrown, {
          fetch: ([params], out) => {
            if (params?.kind === 'teapot') {
              throw new AdapterError('A teapot', { statusCode: 418 })
            }
            if (params?.kind === 'accepted') {
              const more = { data: { statusCode: 999 }, statusCode: 202 }
              return out.value(params, 1, more)
            }
            throw new Error('It broke')
          },
        }),
      ],
    }),
  },
})

/** The same without an endpoint to fall back to. */
export const undecided = createAdapter({
  name: 'LABEA',
  endpoints: {
    price: endpoint({ input: pair, sources: [source('rest')] }),
    volume: endpoint({ input: pair, sources: [source('rest')] }),
  },
})

/** A provider that has a price of 8639.4 for every pair, and the time beside it. */
export function allPrices({ url }: ProviderCall): ProviderReply {
  return { body: { prices: pricesFor(url, () => 8639.4), seen: 7 } }
}

/** Prices for all that a call asks for. */
export function pricesFor(
  url: URL,
  priceOf: (base: string, quote: string) => unknown,
): Record<string, Record<string, unknown>> {
  const prices: Record<string, Record<string, unknown>> = {}
  for (const each of (url.searchParams.get('pairs') ?? '').split(',')) {
    const [base = '', quote = ''] = each.split('/')
    prices[base] = { ...prices[base], [quote]: priceOf(base, quote) }
  }
  return prices
}

/** The adapter over a provider that knows every pair, unless the options say otherwise. */
export function startLabea(options: AdapterTestOptions = {}): Promise<AdapterUnderTest> {
  return testAdapter(labea, { provider: allPrices, ...options })
}

/** The request of most cases. */
export const ethUsd = { base: 'ETH', quote: 'USD' }
