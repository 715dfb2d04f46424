import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AdapterDefinition } from '../definition/adapter-definition.ts'
import { endpoint } from '../definition/endpoint.ts'
import { secret, text } from '../definition/field.ts'
import { input } from '../definition/input.ts'
import { describeSettings } from './describe-settings.ts'
import { readSettings } from './read-settings.ts'

const definition = {
  name: 'acme',
  endpoints: { price: endpoint({ input: input({ base: text() }), sources: [] }) },
  env: {
    API_KEY: secret().doc('The key.'),
    PAGE: text().url().default('https://user:hush@a.example/').doc('Which page.'),
  },
  asks: ['other'],
} satisfies AdapterDefinition

test('every variable is a row once, with its default and what it is for', () => {
  const rows = describeSettings(definition)
  const names = rows.map(({ name }) => name)
  assert.equal(new Set(names).size, names.length)
  for (const name of ['EA_PORT', 'API_KEY', 'PAGE', 'WS_CONNECTION_KEY', 'OTHER_ADAPTER_URL']) {
    assert.ok(names.includes(name), name)
  }
  assert.deepEqual(
    rows.filter(({ doc }) => doc === '').map(({ name }) => name),
    [],
  )
  const port = rows.find(({ name }) => name === 'EA_PORT')
  assert.deepEqual([port?.default, port?.isOwn, port?.value], ['8080', false, undefined])
  assert.equal(rows.find(({ name }) => name === 'API_KEY')?.isOwn, true)
})

test('values in force are shown; secrets, and passwords in URLs, never', () => {
  const env = {
    API_KEY: 'hush',
    CACHE_REDIS_URL: 'redis://:hush@a.example',
    API_ENDPOINT: 'https://me:hush@a.example/',
    CACHE_MAX_ITEMS: '7',
    OTHER_ADAPTER_URL: 'http://b.example',
  }
  const rows = describeSettings(definition, readSettings(definition, env).settings)
  const valueOf = (name: string) => rows.find((row) => row.name === name)?.value
  assert.equal(valueOf('API_KEY'), '[secret]')
  assert.equal(valueOf('CACHE_REDIS_URL'), '[secret]')
  assert.equal(valueOf('API_ENDPOINT'), 'https://[secret]@a.example/')
  assert.equal(valueOf('CACHE_MAX_ITEMS'), '7')
  assert.equal(valueOf('OTHER_ADAPTER_URL'), 'http://b.example')
  assert.equal(valueOf('UUID'), undefined)
  assert.doesNotMatch(JSON.stringify(rows), /hush/)
})
