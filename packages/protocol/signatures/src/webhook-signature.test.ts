import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'

import { signWebhook, verifyWebhookSignature } from './webhook-signature.ts'

const NOW = 1_700_000_000_000
const BODY = { id: 'e1', type: 'incoming_payment.completed', data: { z: '1', a: null } }
const SETTINGS = { secret: 'hush', version: 1, body: BODY, nowMs: NOW }

test('the header is what receivers of webhooks check', () => {
  const payload = `${NOW}.{"data":{"a":null,"z":"1"},"id":"e1","type":"incoming_payment.completed"}`
  const digest = createHmac('sha256', 'hush').update(payload).digest('hex')
  assert.equal(signWebhook(SETTINGS), `t=${NOW}, v1=${digest}`)
})

test('a receiver verifies it, members beside the three not counting', () => {
  const header = signWebhook(SETTINGS)
  const body = { ...BODY, attempts: 3 }
  const verified = verifyWebhookSignature({ ...SETTINGS, header, body, ttlSec: 60 })
  assert.ok(!('refusal' in verified))
  const forged = { ...BODY, type: 'incoming_payment.expired' }
  assert.deepEqual(verifyWebhookSignature({ ...SETTINGS, header, body: forged, ttlSec: 60 }), {
    refusal: 'wrongSignature',
  })
})
