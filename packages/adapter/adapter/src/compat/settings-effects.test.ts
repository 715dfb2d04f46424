import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAdapter } from '../create-adapter.ts'
import { endpoint } from '../definition/endpoint.ts'
import { text } from '../definition/field.ts'
import { input } from '../definition/input.ts'
import { custom } from '../sources/custom-source.ts'
import { http } from '../sources/http-source.ts'
import { testAdapter } from '../testing/adapter-under-test.ts'
import type { ProviderCall } from '../testing/scripted-provider.ts'

const symbol = input({ base: text().symbol() })

/** One call for each symbol. */
const single = createAdapter({
  name: 'single',
  endpoints: {
    price: endpoint({
      input: symbol,
      freshFor: '1s',
      sources: [
        http(symbol, {
          ask: (wanted) =>
            wanted.map((one) => ({ covers: [one], url: `https://provider.example/${one.base}` })),
          read: (told: { px: number }, covers, out) => {
            for (const one of covers) out.value(one, told.px)
          },
        }),
      ],
    }),
  },
})

function callsFor(calls: readonly ProviderCall[], base: string): number {
  return calls.filter(({ url }) => url.pathname === `/${base}`).length
}

for (const [sharing, ratio] of [
  ['evenly', [0.8, 1.25]],
  ['by-demand', [3, 20]],
] as const) {
  test(`RATE_LIMIT_SHARING=${sharing} shares a plan that is too short`, async () => {
    const env = { RATE_LIMIT_CAPACITY: '12', RATE_LIMIT_SHARING: sharing, CACHE_MIN_AGE: '1000' }
    await using acme = await testAdapter(single, { env, provider: () => ({ body: { px: 1 } }) })
    const ask = async (base: string): Promise<void> => {
      assert.equal((await acme.ask({ base })).status, 200)
    }
    for (const base of ['MANY', 'FEW']) await ask(base)
    const warmMinutes = 10
    for (let second = 0; second < warmMinutes * 60; second += 1) {
      await acme.advance(1_000)
      await ask('MANY')
      if (second % 20 === 0) await ask('FEW')
    }
    const { calls } = acme.provider
    const later = calls.filter(({ atMs }) => atMs > (calls[0]?.atMs ?? 0) + 120_000)
    const share = callsFor(later, 'MANY') / callsFor(later, 'FEW')
    const [least, most] = ratio
    assert.ok(share >= least && share <= most, `${share}`)
    // Nine tenths of the plan are for refreshes, and they are used.
    assert.ok(later.length >= 0.75 * 12 * (warmMinutes - 2), `${later.length}`)
  })
}

test('TIMEOUT is the time of a request of a custom source that gives it none', async () => {
  const slow = createAdapter({
    name: 'slow',
    endpoints: {
      price: endpoint({
        input: symbol,
        sources: [
          custom(symbol, {
            fetch: async ([one], out, { request }) => {
              if (one === undefined) return
              const url = 'https://provider.example/slow'
              const own = one.base === 'PATIENT' ? { timeoutMs: 9_000 } : {}
              const { body } = await request({ url, ...own })
              out.value(one, body)
            },
          }),
        ],
      }),
    },
  })
  const env = { TIMEOUT: '2000', CACHE_ERROR_AGE: '0' }
  const provider = () => ({ afterMs: 4_000, body: 7 })
  await using acme = await testAdapter(slow, { env, provider })
  const timed = async (base: string) => {
    const startMs = acme.clock.now()
    let tookMs: number | undefined
    const asked = acme.ask({ base }).then((reply) => {
      tookMs ??= acme.clock.now() - startMs
      return reply
    })
    await acme.until(() => acme.provider.calls.length > 0)
    while (tookMs === undefined) {
      await acme.advance(100)
      await new Promise((resolve) => setImmediate(resolve))
    }
    return { ...(await asked), tookMs }
  }
  const hurried = await timed('HURRIED')
  assert.equal(hurried.status, 504, hurried.text)
  assert.match(hurried.text, /did not answer in time/)
  const patient = await timed('PATIENT')
  assert.deepEqual([patient.status, patient.json['result']], [200, 7])
})
