import assert from 'node:assert/strict'
import { test } from 'node:test'

import fc from 'fast-check'

import type { GrantId } from './grant.ts'
import {
  asking,
  createTestGrants,
  interactionOf,
  requested,
  type TestGrants,
} from './test-grants.ts'
import type { RequestedGrant } from './request-grant.ts'

/** A grant on its way, and what its client and its user have seen. */
interface Life extends TestGrants {
  readonly request: RequestedGrant
  readonly id: GrantId
  approved: boolean
  finished: boolean
  cancelled: boolean
  interactRef: string
  tokenId: string
  issues: number
  /** Every token value that was handed out, in its order. */
  readonly values: string[]
}

const steps: Readonly<Record<string, (life: Life) => Promise<unknown>>> = {
  start: async ({ grants, request }) =>
    grants.startInteraction({ grant: await interactionOf(grants, request), session: 's' }),
  approve: async (life) => {
    const grant = await interactionOf(life.grants, life.request)
    life.approved ||= await life.grants.decideInteraction({ grant, decision: 'APPROVED' })
  },
  deny: async ({ grants, request }) => {
    const grant = await interactionOf(grants, request)
    return await grants.decideInteraction({ grant, decision: 'DENIED' })
  },
  finish: async (life) => {
    const grant = await interactionOf(life.grants, life.request)
    const finished = await life.grants.finishInteraction(grant)
    if (finished.end !== 'approved') return
    life.finished = true
    life.interactRef = finished.interactRef
  },
  continue: async (life) => {
    const by = { grantId: life.id, token: life.request.continueToken }
    const grant = await life.grants.findContinuation(by)
    assert.ok(grant)
    const answer = await life.grants.continue({ grant, interactRef: life.interactRef })
    if ('refusal' in answer || !answer.token) return
    assert.ok(life.approved && life.finished && !life.cancelled)
    life.issues++
    life.values.push(answer.token.value)
    life.tokenId = answer.token.id
  },
  rotate: async (life) => {
    const token = await life.grants.findToken(life.tokenId)
    const next = token && (await life.grants.rotate(token))
    if (!next) return
    life.values.push(next.value)
    life.tokenId = next.id
  },
  revokeToken: async ({ grants, tokenId }) => {
    const token = await grants.findToken(tokenId)
    if (token) await grants.revokeToken(token)
  },
  cancel: async (life) => {
    life.cancelled ||= await life.grants.revoke(life.id)
  },
  wait: ({ clock }) => clock.advance(7_000),
}

async function begin(): Promise<Life> {
  const made = createTestGrants()
  const request = await requested(made.grants, asking())
  return {
    ...made,
    request,
    id: request.grant.id,
    approved: false,
    finished: false,
    cancelled: false,
    interactRef: 'none',
    tokenId: 'none',
    issues: 0,
    values: [],
  }
}

async function checkLife({ grants, id, values, cancelled, issues }: Life): Promise<void> {
  const answers = values.map((accessToken) => grants.introspect({ accessToken }))
  const active = (await Promise.all(answers)).map((answer) => answer.active)
  assert.ok(!active.slice(0, -1).includes(true), 'a token lives that another was issued for')
  assert.ok(!cancelled || !active.includes(true), 'a token lives without its grant')
  assert.ok(issues <= 1, 'a grant was issued twice')
  const state = (await grants.find(id))?.state
  assert.equal(state?.phase === 'FINALIZED' && state.reason === 'REVOKED', cancelled)
}

test('whatever happens, tokens live only under a grant agreed to and not revoked', async () => {
  let issues = 0
  // The way to a token comes up by itself too seldom.
  const way = fc.constant(['start', 'approve', 'finish', 'wait', 'continue'])
  const anything = fc.array(fc.constantFrom(...Object.keys(steps)), { maxLength: 10 })
  const journeys = fc.array(fc.oneof(anything, way), { maxLength: 4 })
  await fc.assert(
    fc.asyncProperty(journeys, async (taken) => {
      const life = await begin()
      for (const step of taken.flat()) {
        await steps[step]?.(life)
        await checkLife(life)
      }
      issues += life.issues
    }),
    { numRuns: 200 },
  )
  assert.ok(issues > 20)
})
