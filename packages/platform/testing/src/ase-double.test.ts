import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { type AseDouble, startAseDouble } from './ase-double.ts'

const EVENT = {
  id: 'e1',
  type: 'incoming_payment.completed',
  data: { z: '1', a: [null, { b: 2 }] },
}
const CANONICAL =
  '{"data":{"a":[null,{"b":2}],"z":"1"},"id":"e1","type":"incoming_payment.completed"}'

test('gives each delivery once, by type, and waits for those to come', async () => {
  await using ase = await startAseDouble()
  await deliver(ase, { ...EVENT, id: 'e1' })
  const second = ase.nextWebhook('incoming_payment.expired')
  await deliver(ase, { ...EVENT, id: 'e2', type: 'incoming_payment.expired' })
  assert.equal((await ase.nextWebhook('incoming_payment.completed')).id, 'e1')
  assert.equal((await second).id, 'e2')
  assert.deepEqual((await second).data, EVENT.data)
  await assert.rejects(ase.nextWebhook('incoming_payment.completed', { timeoutMs: 20 }), {
    message: /in vain for a webhook of type incoming_payment\.completed: .*came: .*expired/,
  })
})

test('checks the signature and answers 401 when it is wrong', async () => {
  await using ase = await startAseDouble({ signatureSecret: 'hush' })
  const signature = createHmac('sha256', 'hush').update(`1700000000000.${CANONICAL}`).digest('hex')
  const header = `t=1700000000000, v1=${signature}`
  const attempts = { valid: header, invalid: header.replace('t=17', 't=18'), absent: undefined }
  for (const [state, value] of Object.entries(attempts)) {
    const body = { ...EVENT, notSigned: true }
    assert.equal(await deliver(ase, body, value), state === 'valid' ? 200 : 401)
    assert.equal((await ase.nextWebhook(EVENT.type)).signature, state)
  }
})

test('answers 500 when what it does with a webhook fails, and 200 when it is done', async () => {
  let calls = 0
  await using ase = await startAseDouble({
    handle: async ({ id }) => {
      calls += 1
      if (calls === 1) throw new Error(`not now: ${id}`)
    },
  })
  assert.equal(await deliver(ase, EVENT), 500)
  assert.equal(await deliver(ase, EVENT), 200)
  ase.answerNext({ status: 503 })
  assert.equal(await deliver(ase, EVENT), 503)
  assert.equal(calls, 2)
})

test('answers as it is told, once each', async () => {
  await using ase = await startAseDouble()
  ase.answerNext({ status: 503 }, { drop: true }, { status: 204, delayMs: 30 })
  assert.equal(await deliver(ase, EVENT), 503)
  await assert.rejects(deliver(ase, EVENT))
  const startMs = performance.now()
  assert.equal(await deliver(ase, EVENT), 204)
  assert.ok(performance.now() - startMs >= 25)
  assert.equal(await deliver(ase, EVENT), 200)
  assert.equal(ase.webhooks.length, 4)
})

test('tells the rates of its table', async () => {
  await using ase = await startAseDouble({ rates: { USD: { EUR: 0.9 } } })
  const known = await fetch(`${ase.ratesUrl}?base=USD`)
  assert.deepEqual(await known.json(), { base: 'USD', rates: { EUR: 0.9 } })
  assert.equal((await fetch(`${ase.ratesUrl}?base=XXX`)).status, 404)
  ase.setRates({ XXX: {} })
  assert.equal((await fetch(`${ase.ratesUrl}?base=XXX`)).status, 200)
})

async function deliver(ase: AseDouble, body: object, signature?: string): Promise<number> {
  const headers = signature === undefined ? {} : { 'Rafiki-Signature': signature }
  const request = { method: 'POST', headers, body: JSON.stringify(body) }
  return (await fetch(ase.webhookUrl, request)).status
}
