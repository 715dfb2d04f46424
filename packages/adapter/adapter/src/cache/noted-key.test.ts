import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { decodeNoted, decodeWanted, encodeNoted, encodeWanted } from './noted-key.ts'

const wanted = fc.record(
  {
    key: fc.string(),
    endpoint: fc.string(),
    params: fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean())),
    transport: fc.string(),
  },
  { requiredKeys: ['key', 'endpoint', 'params'] },
)

const demand = fc.record({ maxAgeMs: fc.integer(), ttlMs: fc.nat() }, { requiredKeys: [] })

const noted = fc.record(
  { wanted, asked: fc.nat(), waiting: demand },
  { requiredKeys: ['wanted', 'asked'] },
)

test('what is noted comes back as it was', () => {
  fc.assert(
    fc.property(fc.array(noted), (keys) => {
      assert.deepEqual(plain(decodeNoted(encodeNoted(keys))), plain(keys))
      for (const each of keys) {
        assert.deepEqual(plain(decodeWanted(encodeWanted(each.wanted))), plain(each.wanted))
      }
    }),
  )
})

test('what is none of ours is left out, whatever it is', () => {
  fc.assert(
    fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
      for (const { asked, wanted: found } of decodeNoted(text)) {
        assert.deepEqual([typeof asked, typeof found.key], ['number', 'string'])
      }
      const found = decodeWanted(text)
      if (found !== undefined) assert.equal(typeof found.endpoint, 'string')
    }),
  )
  const good = encodeWanted({ key: 'k', endpoint: 'price', params: {} })
  const mixed = [null, 5, ['x', 1], [good, 'many'], [good, 1, 'soon'], [good, 2]]
  const read = decodeNoted(JSON.stringify(mixed))
  assert.deepEqual(
    read.map(({ asked, waiting }) => [asked, waiting]),
    [
      [1, {}],
      [2, undefined],
    ],
  )
})

/** Prototypes make no difference. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value ?? null))
}
