import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFakeClock } from '@kivuko/clock'
import { createNarrator } from './narrator.ts'

function testNarrator(options: { readonly isTTY: boolean }) {
  const clock = createFakeClock()
  let text = ''
  const write = (part: string | Uint8Array): boolean => {
    text += String(part)
    return true
  }
  const narrator = createNarrator({ write, isTTY: options.isTTY }, clock)
  return { clock, narrator, text: () => text }
}

test('says what was done and how long it took, plainly where there is no terminal', async () => {
  const { clock, narrator, text } = testNarrator({ isTTY: false })
  const result = await narrator.step('count the boats', async () => {
    await clock.advance(1_234)
    return 7
  })
  assert.equal(result, 7)
  assert.match(text(), /^ {2}✓ count the boats +1,234 ms\n$/)
})

test('tells a terminal what is under way, in a line that passes', async () => {
  const { narrator, text } = testNarrator({ isTTY: true })
  let meanwhile = ''
  await narrator.step('count the boats', async () => {
    meanwhile = text()
  })
  assert.match(meanwhile, /· count the boats/)
  assert.ok(!meanwhile.includes('\n'))
  assert.ok(text().slice(meanwhile.length).startsWith('\r\u001b[2K'))
  assert.match(text(), /✓.* count the boats.*\n$/)
})

test('does not call done what has failed', async () => {
  const { narrator, text } = testNarrator({ isTTY: false })
  const failing = narrator.step('count the boats', () => Promise.reject(new Error('fog')))
  await assert.rejects(failing, /fog/)
  assert.equal(text(), '')
})
