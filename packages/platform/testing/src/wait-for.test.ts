import assert from 'node:assert/strict'
import { test } from 'node:test'
import { waitFor } from './wait-for.ts'

test('gives what the condition gives at last, 0 and empty text included', async () => {
  let calls = 0
  const condition = (): number | undefined => {
    calls += 1
    return calls < 3 ? undefined : 0
  }
  assert.equal(await waitFor(condition), 0)
  assert.equal(await waitFor(async () => ''), '')
  assert.equal(calls, 3)
})

test('says what it waited for and what was in the way', async () => {
  const options = { what: 'the tide', timeoutMs: 10 }
  await assert.rejects(
    waitFor(() => false, options),
    {
      message: 'waited 10 ms in vain for the tide: it still gives false',
    },
  )
  const error = new Error('low')
  const condition = (): true => {
    throw error
  }
  await assert.rejects(waitFor(condition, options), {
    message: 'waited 10 ms in vain for the tide: it still throws Error: low',
    cause: error,
  })
})
