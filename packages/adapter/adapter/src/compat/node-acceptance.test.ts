import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AdapterReply } from '../testing/adapter-under-test.ts'
import type { ProviderReply } from '../testing/scripted-provider.ts'
import { ethUsd, startLabea } from './test-compat-adapter.ts'

/** What a Chainlink node makes of an answer. */
type Verdict = { readonly ok: true } | { readonly ok: false; readonly code: number; text: string }

/** A node reads no more. */
const BYTES_MAX = 32_768

/**
 * As current nodes judge an answer (section 6 of the recorded cases): a `statusCode` in the body
 * outranks the HTTP code, then `providerStatusCode` and `error` count.
 */
function verdictOf({ json, status, text }: AdapterReply): Verdict {
  if (Buffer.byteLength(text) > BYTES_MAX) return { ok: false, code: 0, text: 'too long' }
  const said = judged(json, status)
  if (said === undefined) return { ok: true }
  return { ok: false, code: said, text: wordsOf(json) }
}

function judged(json: Readonly<Record<string, unknown>>, status: number): number | undefined {
  const { error, providerStatusCode, statusCode } = json
  if (typeof statusCode !== 'number') return status >= 300 ? status : undefined
  if (statusCode !== 200) return statusCode
  if (typeof providerStatusCode === 'number' && providerStatusCode !== 200) {
    return providerStatusCode
  }
  return error === undefined || error === null ? undefined : 500
}

function wordsOf({ error, errorMessage }: Readonly<Record<string, unknown>>): string {
  if (typeof error === 'string') return error
  if (typeof error === 'object' && error !== null && 'name' in error && 'message' in error) {
    return `${String(error.name)}: ${String(error.message)}`
  }
  return String(errorMessage)
}

test('section 6: a node judges as was recorded', () => {
  const judge = (status: number, json: Readonly<Record<string, unknown>>): Verdict =>
    verdictOf({ status, json, headers: {}, text: JSON.stringify(json) })
  const codeOf = (verdict: Verdict): number => (verdict.ok ? 200 : verdict.code)
  assert.equal(codeOf(judge(200, { data: { result: 1 } })), 200)
  assert.equal(codeOf(judge(200, { statusCode: 200, result: 1, data: { result: 1 } })), 200)
  assert.equal(codeOf(judge(200, { statusCode: 200, providerStatusCode: 429 })), 429)
  assert.equal(codeOf(judge(200, { statusCode: 200, error: {} })), 500)
  assert.equal(codeOf(judge(200, { statusCode: 502, errorMessage: 'x' })), 502)
  const error = { name: 'a', message: 'b' }
  assert.deepEqual(judge(400, { error }), { ok: false, code: 400, text: 'a: b' })
})

test('section 6: a node takes a price, cold and kept, verbose, debug, in a batch', async () => {
  for (const env of [
    {},
    { API_VERBOSE: 'true' },
    { DEBUG: 'true' },
    { METRICS_ENABLED: 'false' },
  ]) {
    await using acme = await startLabea({ env })
    for (const data of [ethUsd, ethUsd, { base: ['BTC', 'ETH'], quote: 'USD' }]) {
      const reply = await acme.ask(data)
      assert.deepEqual(verdictOf(reply), { ok: true }, reply.text)
    }
    const { data } = (await acme.ask(ethUsd)).json
    assert.equal((data as Record<string, unknown>)['result'], 8639.4)
  }
})

test('section 6: a node sees every failure as one, with its words', async () => {
  const replies: readonly (readonly [ProviderReply, number, number])[] = [
    [{ status: 429 }, 429, 502],
    [{ status: 500 }, 500, 502],
    [{ fails: 'connect' }, 502, 502],
    [{ body: '<html>' }, 502, 502],
  ]
  for (const [provider, proxiedCode, ownCode] of replies) {
    for (const [proxied, code] of [
      ['true', proxiedCode],
      ['false', ownCode],
    ] as const) {
      const env = { PROXY_STATUS: proxied }
      await using acme = await startLabea({ env, provider: () => provider })
      const reply = await acme.ask(ethUsd)
      const verdict = verdictOf(reply)
      assert.ok(!verdict.ok && verdict.code === code && reply.status === code, reply.text)
      assert.match(verdict.text, /^Adapter\w*Error: ./)
    }
  }
  await using acme = await startLabea()
  const verdict = verdictOf(await acme.ask({ base: 'ETH' }))
  assert.ok(!verdict.ok && verdict.code === 400)
})

test('section 6: what a provider tells at length is cut down to what nodes take', async () => {
  await using acme = await startLabea({
    env: { API_VERBOSE: 'true' },
    provider: () => ({ body: { prices: { ETH: { USD: 5 } }, note: 'x'.repeat(BYTES_MAX) } }),
  })
  const reply = await acme.ask(ethUsd)
  assert.deepEqual(verdictOf(reply), { ok: true })
  assert.equal(reply.json['result'], 5)
})

test('section 6: a node gets an answer before it gives up after 15 s', async () => {
  await using acme = await startLabea({ provider: () => ({ afterMs: 60_000 }) })
  const asked = acme.ask(ethUsd)
  await acme.until(() => acme.provider.calls.length === 1)
  await acme.advance(14_999)
  assert.equal((await asked).status, 504)
})

test('section 6: an asynchronous task is told to wait', async () => {
  const origin = 'https://node.example:6688'
  const answers: ProviderReply = { afterMs: 8_000, body: { prices: { ETH: { USD: 5 } } } }
  await using acme = await startLabea({
    env: { BRIDGE_CALLBACK_ORIGINS: origin, PENDING_AFTER: '5000', BRIDGE_INCOMING_TOKEN: 'in' },
    provider: ({ url }) => (url.origin === origin ? { status: 200 } : answers),
  })
  const asked = acme.ask(ethUsd, { id: 'abc', responseURL: `${origin}/v2/resume/7` })
  await acme.until(() => acme.provider.calls.length === 1)
  await acme.advance(5_000)
  const { headers, json } = await asked
  assert.deepEqual(json, { jobRunID: 'abc', pending: true })
  assert.equal(headers['x-chainlink-pending'], 'true')
  await acme.advance(3_000)
  const patch = acme.provider.calls.find(({ method }) => method === 'PATCH')
  assert.equal(patch?.url.href, `${origin}/v2/resume/7`)
  assert.equal(patch?.headers['authorization'], 'Bearer in')
  const { value } = JSON.parse(patch?.body ?? '{}') as { readonly value: string }
  assert.deepEqual(JSON.parse(value).data, { result: 5 })
})
