import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Random } from './random.ts'
import { createSeededRandom } from './seeded-random.ts'
import { systemRandom } from './system-random.ts'

const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

const sources: readonly (readonly [string, Random])[] = [
  ['system', systemRandom],
  ['seeded', createSeededRandom(7)],
]

for (const [name, random] of sources) {
  test(`${name}: gives as many bytes as asked for, below and above the pool's share`, () => {
    for (const length of [0, 1, 16, 32, 512, 513, 10_000]) {
      assert.equal(random.bytes(length).length, length)
    }
  })

  test(`${name}: bytes never repeat and cover all values`, () => {
    const seen = new Set<string>()
    const values = new Set<number>()
    for (let turn = 0; turn < 2_000; turn += 1) {
      const bytes = random.bytes(16)
      seen.add(Buffer.from(bytes).toString('hex'))
      for (const byte of bytes) values.add(byte)
    }
    assert.equal(seen.size, 2_000)
    assert.equal(values.size, 256)
  })

  test(`${name}: bytes share no memory with those handed out before`, () => {
    const first = random.bytes(8)
    const copy = Uint8Array.from(first)
    assert.equal(first.buffer.byteLength, 8)
    random.bytes(8).fill(0)
    assert.deepEqual(first, copy)
  })

  test(`${name}: uuids are version 4, in lower case, and differ`, () => {
    const uuids = Array.from({ length: 500 }, () => random.uuid())
    for (const uuid of uuids) assert.match(uuid, UUID_V4)
    assert.equal(new Set(uuids).size, 500)
  })

  test(`${name}: fractions lie in [0, 1) with the mean in the middle`, () => {
    const fractions = Array.from({ length: 5_000 }, () => random.fraction())
    assert.ok(fractions.every((fraction) => fraction >= 0 && fraction < 1))
    const mean = fractions.reduce((sum, fraction) => sum + fraction, 0) / fractions.length
    assert.ok(Math.abs(mean - 0.5) < 0.05, `mean ${mean}`)
  })
}

test('the same seed repeats, another seed differs', () => {
  const draw = (seed: number): unknown => {
    const random = createSeededRandom(seed)
    return [random.uuid(), random.fraction(), [...random.bytes(8)]]
  }
  assert.deepEqual(draw(1), draw(1))
  assert.notDeepEqual(draw(1), draw(2))
  assert.notDeepEqual(draw(1), draw(1 + 2 ** 32))
})
