import assert from 'node:assert/strict'
import type { Adapter } from '../create-adapter.ts'
import {
  type AdapterTestOptions,
  type AdapterUnderTest,
  testAdapter,
} from './adapter-under-test.ts'
import type { ProviderScript } from './scripted-provider.ts'

/** An adapter, and one request that its provider answers. */
export interface AdapterContractOptions extends AdapterTestOptions {
  readonly adapter: Adapter
  /** How the provider answers when all is well. */
  readonly provider: ProviderScript
  /** `data` of a request that is answered then. */
  readonly data: Readonly<Record<string, unknown>>
}

/** One case of a contract. */
export interface ContractCase {
  readonly name: string
  run(): Promise<void>
}

/**
 * What every adapter that asks its provider over HTTP must do, case by case: `for (const { name,
 * run } of adapterContract({ adapter, provider, data })) test(name, run)`.
 */
export function adapterContract(options: AdapterContractOptions): readonly ContractCase[] {
  return Object.entries(cases).map(([name, check]) => ({
    name: `${options.adapter.definition.name}: ${name}`,
    run: async () => {
      await using acme = await testAdapter(options.adapter, options)
      await check(acme, options)
    },
  }))
}

type Check = (acme: AdapterUnderTest, options: AdapterContractOptions) => Promise<void>

const cases: Readonly<Record<string, Check>> = {
  'answers, and answers again without asking the provider': async (acme, { data }) => {
    const first = await acme.ask(data, { id: 'abc' })
    assert.equal(first.status, 200, first.text)
    assert.equal(first.json['jobRunID'], 'abc')
    const calls = acme.provider.calls.length
    assert.ok(calls > 0, 'The provider was not asked')
    const again = await acme.ask(data, { id: 'def' })
    assert.equal(again.json['jobRunID'], 'def')
    assert.deepEqual(again.json['data'], first.json['data'])
    assert.equal(acme.provider.calls.length, calls)
  },
  'the order of the parameters makes no difference': async (acme, { data }) => {
    await acme.ask(data)
    const calls = acme.provider.calls.length
    await acme.ask(Object.fromEntries(Object.entries(data).toReversed()))
    assert.equal(acme.provider.calls.length, calls)
  },
  'many who ask at once share one answer': async (acme, { data }) => {
    const one = await acme.ask(data)
    const calls = acme.provider.calls.length
    await acme.advance(3_600_000)
    const before = acme.provider.calls.length
    const answers = await Promise.all(Array.from({ length: 20 }, () => acme.ask(data)))
    assert.ok(answers.every(({ status }) => status === one.status))
    assert.ok(acme.provider.calls.length - before <= calls)
  },
  'an unknown endpoint is 404': async (acme, { data }) => {
    const { json, status } = await acme.ask({ ...data, endpoint: 'there-is-no-such-endpoint' })
    assert.deepEqual([status, json['status']], [404, 'errored'])
    assert.equal(acme.provider.calls.length, 0)
  },
  'a provider that fails is an error that names it, and is recovered from': async (acme, more) => {
    acme.provider.answer(() => ({ status: 500, body: 'Oh no' }))
    const failed = await acme.ask(more.data, { id: 'abc' })
    assert.ok(failed.status >= 500, failed.text)
    assert.deepEqual([failed.json['jobRunID'], failed.json['status']], ['abc', 'errored'])
    acme.provider.answer(more.provider)
    await acme.advance(120_000)
    assert.equal((await acme.ask(more.data)).status, 200)
  },
  'a provider that answers nonsense is 502': async (acme, { data }) => {
    for (const body of ['<html>', '{', [], null, 'null', { error: 'no' }]) {
      acme.provider.answer(() => ({ body }))
      const { json, status } = await acme.ask(data)
      assert.equal(status, 502, `${JSON.stringify(body)}: ${JSON.stringify(json)}`)
      await acme.advance(60_000)
    }
  },
  'a provider that cannot be reached is 502': async (acme, { data }) => {
    acme.provider.answer(() => ({ fails: 'connect' }))
    assert.equal((await acme.ask(data)).status, 502)
  },
}
