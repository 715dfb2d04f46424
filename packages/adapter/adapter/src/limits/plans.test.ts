import assert from 'node:assert/strict'
import { test } from 'node:test'
import { choosePlan, type Plans } from './plans.ts'

const plans: Plans = {
  pro: { http: { perSecond: 10, perMonth: 500_000 }, socket: { connections: 5 } },
  free: { http: { perMinute: 30 } },
  Trial: { http: { perDay: 1_000 }, socket: { connections: 1, subscriptions: 10 } },
  all: {},
}

test('a tier is found whatever its case', () => {
  const { pro } = plans
  assert.deepEqual(choosePlan({ plans, tier: 'PRO' }), { ...pro, tier: 'pro', because: 'tier' })
  const trial = choosePlan({ plans, tier: 'trial' })
  assert.deepEqual(trial, { ...plans.Trial, tier: 'Trial', because: 'tier' })
})

test('without one the most restrictive holds in the long run, whatever the order', () => {
  const chosen = choosePlan({ plans, tier: '' })
  assert.deepEqual(chosen, { ...plans.Trial, tier: 'Trial', because: 'most restrictive' })
  const reversed = Object.fromEntries(Object.entries(plans).reverse())
  assert.deepEqual(choosePlan({ plans: reversed }), chosen)
})

test('of two that are equal in the long run, the one that allows less at once', () => {
  const equal = { minute: { http: { perMinute: 60 } }, second: { http: { perSecond: 1 } } }
  const chosen = choosePlan({ plans: equal })
  assert.ok('tier' in chosen && chosen.tier === 'second')
})

test('a plan without limits is the least restrictive', () => {
  const chosen = choosePlan({ plans: { all: {}, some: { http: { perSecond: 1_000 } } } })
  assert.ok('tier' in chosen && chosen.tier === 'some')
})

test('an unknown tier, and a missing one that is required, are refused by name', () => {
  const unknown = choosePlan({ plans, tier: 'gold' })
  assert.ok('problem' in unknown && /gold.*pro, free, Trial, all/.test(unknown.problem))
  const none = choosePlan({ plans: {}, tier: 'gold' })
  assert.ok('problem' in none && /there are none/.test(none.problem))
  const missing = choosePlan({ plans, tierRequired: true })
  assert.ok('problem' in missing && /must name one of pro, free/.test(missing.problem))
})

test('figures by hand win; the streams of a named tier stay limited', () => {
  assert.deepEqual(choosePlan({ plans, perMinute: 5, tierRequired: true }), {
    http: { perMinute: 5 },
    because: 'by hand',
  })
  assert.deepEqual(choosePlan({ plans, tier: 'pro', perMinute: 60, perSecond: 2 }), {
    http: { perMinute: 60, perSecond: 2 },
    socket: { connections: 5 },
    tier: 'pro',
    because: 'by hand',
  })
})

test('without plans nothing is limited, but by hand', () => {
  assert.deepEqual(choosePlan({ plans: {} }), { because: 'no plans' })
  const byHand = choosePlan({ plans: {}, perSecond: 3 })
  assert.deepEqual(byHand, { http: { perSecond: 3 }, because: 'by hand' })
})
