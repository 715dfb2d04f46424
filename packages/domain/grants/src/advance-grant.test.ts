import assert from 'node:assert/strict'
import { test } from 'node:test'

import { advanceGrant, type GrantEvent } from './advance-grant.ts'
import type { GrantState } from './grant.ts'

const states = {
  PROCESSING: { phase: 'PROCESSING' },
  PENDING: { phase: 'PENDING' },
  APPROVED: { phase: 'APPROVED' },
  ISSUED: { phase: 'FINALIZED', reason: 'ISSUED' },
  REVOKED: { phase: 'FINALIZED', reason: 'REVOKED' },
  REJECTED: { phase: 'FINALIZED', reason: 'REJECTED' },
} as const satisfies Record<string, GrantState>

type StateName = keyof typeof states

const transitions: Record<StateName, Partial<Record<GrantEvent, StateName>>> = {
  PROCESSING: { ask: 'PENDING', revoke: 'REVOKED' },
  PENDING: { ask: 'PENDING', approve: 'APPROVED', reject: 'REJECTED', revoke: 'REVOKED' },
  APPROVED: { approve: 'APPROVED', issue: 'ISSUED', revoke: 'REVOKED' },
  ISSUED: { revoke: 'REVOKED' },
  REVOKED: {},
  REJECTED: { revoke: 'REVOKED' },
}
const events: readonly GrantEvent[] = ['ask', 'approve', 'reject', 'issue', 'revoke']

for (const [from, ways] of Object.entries(transitions) as [
  StateName,
  (typeof transitions)[StateName],
][]) {
  for (const event of events) {
    const to = ways[event]
    test(`${event} of ${from} leads to ${to ?? 'nothing'}`, () => {
      assert.deepEqual(advanceGrant(states[from], event), to && states[to])
    })
  }
}
