import assert from 'node:assert/strict'
import { test } from 'node:test'

import { createFakeClock } from '@kivuko/clock'
import fastify from 'fastify'

import { limitAddresses } from './address-limit.ts'

const limit = { perSec: 2, burst: 3 }

test('who is turned away is told when to come again', async () => {
  const app = fastify()
  limitAddresses(app, { clock: createFakeClock(), limit })
  app.get('/', () => 'in')
  const answers = []
  for (let nth = 0; nth < 4; nth++) answers.push(await app.inject({ url: '/' }))
  assert.deepEqual(
    answers.map(({ statusCode }) => statusCode),
    [200, 200, 200, 429],
  )
  assert.equal(answers[3]?.headers['retry-after'], '1')
  assert.equal(answers[3]?.json().error.code, 'too_fast')
})
