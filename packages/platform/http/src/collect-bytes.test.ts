import assert from 'node:assert/strict'
import { test } from 'node:test'
import { collectBytes } from './collect-bytes.ts'

test('gives back what came, however it was cut', () => {
  const text = 'abcdefghij'.repeat(2_000)
  for (const size of [1, 7, 4_095, 4_096, 4_097, 20_000]) {
    const collected = collectBytes(1_048_576)
    for (let at = 0; at < text.length; at += size) {
      collected.add(Buffer.from(text.slice(at, at + size)))
      collected.add(Buffer.alloc(0))
    }
    assert.equal(collected.length, text.length)
    assert.equal(collected.whole().toString(), text)
  }
  assert.equal(collectBytes(1_048_576).whole().length, 0)
})

test('one piece is not copied, and none is written to', () => {
  const piece = Buffer.from('abc')
  const one = collectBytes(1_048_576)
  one.add(Buffer.alloc(0))
  one.add(piece)
  assert.equal(one.whole(), piece)
  one.add(Buffer.from('def'))
  assert.equal(one.whole().toString(), 'abcdef')
  assert.equal(piece.toString(), 'abc')
})

test('a megabyte in pieces of a byte takes no more', () => {
  const collected = collectBytes(1_048_576)
  for (let at = 0; at < 1_048_576; at += 1) collected.add(Buffer.from('a'))
  assert.equal(collected.whole().length, 1_048_576)
  assert.ok(collected.whole().buffer.byteLength <= 1_048_576)
})
