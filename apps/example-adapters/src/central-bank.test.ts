import assert from 'node:assert/strict'
import { mkdtempDisposableSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { testAdapter } from '@kivuko/adapter/testing'
import { centralBank } from './central-bank.ts'

const lines = `
      <Cube currency='USD' rate='1.0876'/>
      <Cube currency='JPY' rate='163.42'/>`

function daily(cubes = lines, time = "time='2026-11-19'"): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01"
  xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
  <gesmes:subject>Reference rates</gesmes:subject>
  <gesmes:Sender><gesmes:name>European Central Bank</gesmes:name></gesmes:Sender>
  <Cube><Cube ${time}>${cubes}
  </Cube></Cube>
</gesmes:Envelope>`
}

const env = { CENTRAL_BANK_URL: 'https://bank.example/daily.xml' }

/** The bank's adapter, a day later. */
async function startBank(xml: string, more = {}) {
  const provider = () => ({ body: xml })
  const bank = await testAdapter(centralBank, { env: { ...env, ...more }, provider })
  bank.clock.set(Date.UTC(2026, 10, 20, 9))
  return bank
}

test("answers the bank's rate of the day, with its time, from one download", async () => {
  await using bank = await startBank(daily())
  const both = await bank.ask({ base: 'eur', to: ['jpy', 'usd'], endpoint: 'forex' })
  assert.deepEqual((both.json['data'] as { EUR: object }).EUR, { JPY: 163.42, USD: 1.0876 })
  const { json } = await bank.ask({ quote: 'USD' })
  assert.equal(json['result'], 1.0876)
  const times = json['timestamps'] as Readonly<Record<string, number>>
  assert.equal(times['providerIndicatedTimeUnixMs'], Date.UTC(2026, 10, 19, 15))
  bank.expectUpstream(1)
})

test('reads a file as well', async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'kivuko-bank-'))
  const path = join(folder.path, 'daily.xml')
  writeFileSync(path, daily())
  await using bank = await startBank('', { CENTRAL_BANK_URL: pathToFileURL(path).href })
  assert.equal((await bank.ask({ quote: 'JPY' })).json['result'], 163.42)
})

test('has no rate for what the bank does not quote', async () => {
  await using bank = await startBank(daily())
  assert.equal((await bank.ask({ quote: 'KES' })).status, 502)
  assert.equal((await bank.ask({ base: 'USD', quote: 'EUR' })).status, 400)
})

const wrong: readonly (readonly [string, string])[] = [
  ['HTML', '<html><body>Maintenance</body></html>'],
  ['an empty day', daily('')],
  ['no day', daily(lines, '')],
  ['a rate that is no number', daily("<Cube currency='USD' rate='n/a'/>")],
  ['a currency twice', daily(`${lines}<Cube currency='USD' rate='9'/>`)],
  ['half a document', daily().slice(0, -20)],
]

for (const [name, xml] of wrong) {
  test(`refuses ${name}`, async () => {
    await using bank = await startBank(xml)
    assert.equal((await bank.ask({ quote: 'USD' })).status, 502)
  })
}
