import assert from 'node:assert/strict'
import { test } from 'node:test'
import { collectLog } from '@kivuko/testing'
import { createAdapter } from '../create-adapter.ts'
import { endpoint } from '../definition/endpoint.ts'
import { text } from '../definition/field.ts'
import { input } from '../definition/input.ts'
import { http } from '../sources/http-source.ts'
import { testAdapter } from '../testing/index.ts'

const one = input({ name: text() })

const rest = http(one, {
  ask: (wanted) => [{ covers: wanted, url: 'https://provider.example/' }],
  read: (told: Readonly<Record<string, number>>, covers, out) => {
    for (const each of covers) {
      const px = told[each.name]
      if (px === undefined) out.missing(each)
      else out.value(each, px)
    }
  },
})

const acme = createAdapter({
  name: 'acme',
  endpoints: { price: endpoint({ input: one, sources: [rest], freshFor: '5s' }) },
})

test('a provider that fails is told of once, and once more when it is back', async () => {
  const { lines, log } = collectLog()
  await using under = await testAdapter(acme, { log, provider: () => ({ body: { a: 1, b: 2 } }) })
  const told = (): readonly string[] =>
    lines.flatMap(({ level, message, fields }) => {
      return message.startsWith('A provider')
        ? `${level} ${message} ${String(fields['source'])}`
        : []
    })
  await under.ask({ name: 'a' })
  // What the provider does not have says nothing of the provider.
  for (const name of ['x', 'y']) await under.ask({ name })
  await under.ask({ name: 'b' })
  assert.deepEqual(told(), [])
  under.provider.answer(() => ({ status: 503, body: {} }))
  await under.advance(120_000)
  const failing = 'warn A provider brings no values rest'
  assert.deepEqual(told(), [failing])
  const [line] = lines.filter(({ level }) => level === 'warn')
  assert.match(JSON.stringify(line?.fields), /provider.example answered 503/)
  under.provider.answer(() => ({ body: { a: 1, b: 2 } }))
  await under.ask({ name: 'a' })
  assert.deepEqual(told(), [failing, 'info A provider brings values again rest'])
})
