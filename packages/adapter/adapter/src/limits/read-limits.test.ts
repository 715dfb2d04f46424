import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readLimits } from './read-limits.ts'

test('reads every window of both forms, names in lower case', () => {
  const { providers, problems } = readLimits({
    Acme: {
      http: {
        Free: { rateLimit1s: 1, rateLimit1m: 30, rateLimit1h: 500, note: 'per key' },
        pro: { rateLimit1d: 10_000, rateLimit1mo: 250_000 },
      },
      ws: { free: { connections: 1, subscriptions: 10 }, live: { connections: 3 } },
    },
  })
  assert.deepEqual(problems, [])
  assert.deepEqual(providers.acme, {
    free: {
      http: { perSecond: 1, perMinute: 30, perHour: 500 },
      socket: { connections: 1, subscriptions: 10 },
    },
    pro: { http: { perDay: 10_000, perMonth: 250_000 } },
    live: { socket: { connections: 3 } },
  })
})

test('a tier without figures is without limits, and null is no figure', () => {
  const { providers, problems } = readLimits({ a: { http: { free: { rateLimit1s: null } } } })
  assert.deepEqual(problems, [])
  assert.deepEqual(providers.a?.free, { http: {} })
})

test('names every mistake with its place, and keeps the rest', () => {
  const { providers, problems } = readLimits({
    a: { http: { free: { rateLimit1s: '5', rateLimit1m: 30 }, pro: 7 }, ws: [] },
    b: null,
    c: { http: { free: { rateLimit1h: 0 } } },
  })
  assert.deepEqual(problems, [
    'a.http.free.rateLimit1s must be a number above 0',
    'a.http.pro must be an object',
    'a.ws must be an object',
    'b must be an object',
    'c.http.free.rateLimit1h must be a number above 0',
  ])
  assert.deepEqual(providers.a?.free, { http: { perMinute: 30 } })
})

test('anything can be read without harm', () => {
  assert.deepEqual(readLimits([]).problems, ['The whole must be an object'])
  fc.assert(
    fc.property(fc.jsonValue(), (json) => {
      const { providers, problems } = readLimits(json)
      assert.ok(problems.every((problem) => /must be/.test(problem)))
      for (const plans of Object.values(providers)) {
        for (const { http = {} } of Object.values(plans)) {
          assert.ok(Object.values(http).every((figure) => figure > 0))
        }
      }
    }),
  )
})
