import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Entry } from './entry.ts'
import { decodeEntry, decodeTold, encodeEntry } from './redis-entry.ts'

const entry: Entry = {
  value: { result: 8_639.4, data: { volume: 3 }, at: 999 },
  timestamps: { providerDataRequestedUnixMs: 998, providerDataReceivedUnixMs: 1_000 },
  source: 'rest',
  storedAtMs: 1_000,
  ttlMs: 30_000,
}

test('is laid out as version 1 lays it out, our own figures under debug', () => {
  assert.deepEqual(JSON.parse(encodeEntry(entry)), {
    statusCode: 200,
    data: { volume: 3, result: 8_639.4 },
    result: 8_639.4,
    maxAge: 30_000,
    debug: {
      kivuko: {
        timestamps: { providerDataRequestedUnixMs: 998, providerDataReceivedUnixMs: 1_000 },
        source: 'rest',
        storedAtMs: 1_000,
        at: 999,
      },
    },
  })
})

test('reads the entries of version 1, and its members of batches', () => {
  const text = '{"statusCode":200,"data":{"result":5},"result":5,"maxAge":30000,"debug":{}}'
  assert.deepEqual(decodeEntry(text), { foreign: { result: 5 }, ttlMs: 30_000 })
  const member = '{"data":{"result":6},"result":6}'
  assert.deepEqual(decodeEntry(member), { foreign: { result: 6 }, ttlMs: undefined })
  const verbose = '{"statusCode":200,"data":{"px":7,"result":7},"result":7,"maxAge":1,"debug":{}}'
  assert.deepEqual(decodeEntry(verbose), {
    foreign: { result: 7, data: { px: 7 } },
    ttlMs: 1,
  })
})

test('takes nothing for a value that is none', () => {
  for (const text of ['true', 'null', '5', '', '{', '[]', '{}', '{"data":5}']) {
    assert.equal(decodeEntry(text), undefined, text)
  }
  assert.equal(decodeEntry('{"statusCode":500,"data":{},"result":5}'), undefined)
})

test('an entry of ours that somebody has damaged is read as a foreign one', () => {
  for (const kivuko of [null, {}, { ...own(), source: 1 }, { ...own(), timestamps: {} }]) {
    const text = JSON.stringify({ ...JSON.parse(encodeEntry(entry)), debug: { kivuko } })
    assert.ok('foreign' in decodeEntry(text)!, text)
  }
})

function own(): Readonly<Record<string, unknown>> {
  const { timestamps, source, storedAtMs } = entry
  return { timestamps, source, storedAtMs }
}

const plain = fc.jsonValue({ maxDepth: 2 })
const time = fc.nat({ max: 2 ** 45 })
const anyEntry: fc.Arbitrary<Entry> = fc.record({
  value: fc.record(
    {
      result: plain,
      data: fc.dictionary(
        fc.string().filter((name) => name !== 'result'),
        plain,
        { minKeys: 1 },
      ),
      at: time,
    },
    { requiredKeys: ['result'] },
  ),
  timestamps: fc.record(
    { providerDataReceivedUnixMs: time, providerIndicatedTimeUnixMs: time },
    { requiredKeys: ['providerDataReceivedUnixMs'] },
  ),
  source: fc.string(),
  storedAtMs: time,
  ttlMs: time,
})

test('gives back every entry as it was', () => {
  fc.assert(
    fc.property(anyEntry, (written) => {
      const read = decodeEntry(encodeEntry(written))
      // JSON has one zero, and parsed objects have the usual prototype.
      assert.equal(JSON.stringify(read), JSON.stringify({ entry: reordered(written) }))
    }),
  )
})

/** In the order in which the codec builds it. */
function reordered({ value, timestamps, source, storedAtMs, ttlMs }: Entry): Entry {
  const { result, data, at } = value
  const whole = { result, ...(data && { data }), ...(at !== undefined && { at }) }
  return { value: whole, timestamps, source, storedAtMs, ttlMs }
}

test('a value with another status is told, and is no entry', () => {
  const accepted = { ...entry, value: { result: 1, statusCode: 202 } }
  assert.equal(decodeEntry(encodeEntry(accepted)), undefined)
  assert.deepEqual(decodeTold(encodeEntry(accepted)), accepted)
  assert.deepEqual(decodeTold(encodeEntry(entry)), entry)
  const foreign = '{"statusCode":200,"data":{"result":5},"result":5,"maxAge":30000}'
  for (const text of [foreign, '5', '']) assert.equal(decodeTold(text), undefined)
})
