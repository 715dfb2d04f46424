import { createAdapter } from './create-adapter.ts'
import { endpoint } from './definition/endpoint.ts'
import { text } from './definition/field.ts'
import { input } from './definition/input.ts'
import { runAdapters } from './run-adapters.ts'
import { http } from './sources/http-source.ts'
import { price } from './sources/result-guard.ts'

/*
 * A program of two adapters over one provider, `PROVIDER_URL`: one with a plan for more than
 * anybody asks, and one with a plan that is soon spent.
 */

const pair = input({ base: text().symbol() })

const rest = http(pair, {
  env: { PROVIDER_URL: text().url() },
  ask: (wanted, { env }) =>
    wanted.map((params) => ({
      covers: [params],
      url: env.PROVIDER_URL,
      query: { base: params.base },
    })),
  read: ({ px }: { readonly px: number }, covers, out) => {
    for (const params of covers) out.value(params, px)
  },
  result: price(),
})

const endpoints = { price: endpoint({ input: pair, sources: [rest] }) }

await runAdapters(
  [
    createAdapter({ name: 'wide', plans: { all: { perSecond: 1_000 } }, endpoints }),
    createAdapter({ name: 'tight', plans: { free: { perMinute: 30 } }, endpoints }),
  ],
  process.env,
)
