import assert from 'node:assert/strict'
import { test } from 'node:test'

import { createSeededRandom, type Random } from '@kivuko/random'

import { hashBearerSecret } from './bearer-secret.ts'
import type { Grant, GrantId, Interaction, InteractionId } from './grant.ts'
import { type GrantStore, sessionsPerInteractionMax } from './grant-store.ts'
import { mintToken, type Token, type TokenId } from './token.ts'

const atMs = 1_900_000_000_000
const unknown = '00000000-0000-4000-8000-000000000000'

/** Runs the suite that every store of grants must pass; `open` gives an empty store. */
export function testGrantStore(
  name: string,
  open: () => Promise<{ readonly store: GrantStore } & AsyncDisposable>,
): void {
  const random = createSeededRandom(1)

  test(`${name}: a grant is found as it was added, by its id and by its interaction`, async () => {
    await using opened = await open()
    const { store } = opened
    const asking = newGrant(random, { interaction: newInteraction(random) })
    const plain = newGrant(random, {
      client: { jwk: { kid: 'k', alg: 'EdDSA', kty: 'OKP', crv: 'Ed25519', x: 'x' } },
      state: { phase: 'FINALIZED', reason: 'ISSUED' },
      subject: { sub_ids: [{ id: 'https://wallet.example/alice', format: 'uri' }] },
      access: [],
    })
    await store.add({ grant: asking })
    await store.add({ grant: plain })
    assert.deepEqual(await store.find(asking.id), asking)
    assert.deepEqual(await store.find(plain.id), plain)
    assert.deepEqual(await store.findByInteraction(interactionOf(asking).id), asking)
    assert.equal(await store.find(unknown as GrantId), undefined)
    assert.equal(await store.findByInteraction(unknown as InteractionId), undefined)
  })

  test(`${name}: a token is found with its grant, by its id and by its value`, async () => {
    await using opened = await open()
    const { store } = opened
    const grant = newGrant(random)
    const token = newToken(random, grant)
    await store.add({ grant, token })
    assert.deepEqual(await store.findToken(token.id), { token, grant })
    assert.deepEqual(await store.findTokenByValue(token.valueHash), { token, grant })
    assert.equal(await store.findToken(unknown as TokenId), undefined)
    assert.equal(await store.findTokenByValue(hashBearerSecret('other')), undefined)
  })

  test(`${name}: a change sets what it names and leaves the rest`, async () => {
    await using opened = await open()
    const { store } = opened
    const interaction = newInteraction(random)
    const before = newGrant(random, { interaction })
    await store.add({ grant: before })
    const [refHash, sessionHash] = [hashBearerSecret('ref'), hashBearerSecret('session')]
    const token = newToken(random, before)
    assert.equal(
      await store.change({
        before,
        state: { phase: 'FINALIZED', reason: 'ISSUED' },
        interactionState: 'APPROVED',
        refHash,
        sessionHash,
        lastContinuedAtMs: atMs + 1,
        token,
      }),
      true,
    )
    const after: Grant = {
      ...before,
      state: { phase: 'FINALIZED', reason: 'ISSUED' },
      interaction: { ...interaction, state: 'APPROVED', refHash, sessionHashes: [sessionHash] },
      lastContinuedAtMs: atMs + 1,
    }
    assert.deepEqual(await store.findToken(token.id), { token, grant: after })
    assert.equal(await store.change({ before: after }), true)
    assert.deepEqual(await store.find(before.id), after)
  })

  test(`${name}: of two changes of the same state only the first is made`, async () => {
    await using opened = await open()
    const { store } = opened
    const before = newGrant(random, { interaction: newInteraction(random) })
    await store.add({ grant: before })
    const token = newToken(random, before)
    const both = await Promise.all([
      store.change({ before, interactionState: 'APPROVED' }),
      store.change({ before, interactionState: 'DENIED' }),
    ])
    assert.equal(both.filter(Boolean).length, 1)
    assert.equal(await store.change({ before, state: { phase: 'APPROVED' }, token }), false)
    assert.equal(await store.findToken(token.id), undefined)
    const missing = newGrant(random)
    assert.equal(await store.change({ before: missing, state: { phase: 'APPROVED' } }), false)
  })

  test(`${name}: the newest sessions of an interaction are kept, each once`, async () => {
    await using opened = await open()
    const { store } = opened
    const before = newGrant(random, { interaction: newInteraction(random) })
    await store.add({ grant: before })
    const sessions = Array.from({ length: 12 }, (_, index) => hashBearerSecret(String(index)))
    for (const sessionHash of [...sessions, ...sessions.slice(-2)]) {
      assert.equal(await store.change({ before, sessionHash }), true)
    }
    const kept = (await store.find(before.id))?.interaction?.sessionHashes
    const [last, oneBefore, ...others] = sessions.toReversed()
    assert.deepEqual(kept, [last, oneBefore, ...others].slice(0, sessionsPerInteractionMax))
  })

  test(`${name}: a grant is revoked once, whatever its state`, async () => {
    await using opened = await open()
    const { store } = opened
    for (const state of [
      { phase: 'PROCESSING' },
      { phase: 'FINALIZED', reason: 'ISSUED' },
      { phase: 'FINALIZED', reason: 'REJECTED' },
    ] as const) {
      const grant = newGrant(random, { state })
      await store.add({ grant })
      assert.equal(await store.revoke(grant.id), true)
      assert.equal(await store.revoke(grant.id), false)
      const revoked = { phase: 'FINALIZED', reason: 'REVOKED' }
      assert.deepEqual((await store.find(grant.id))?.state, revoked)
    }
    assert.equal(await store.revoke(unknown as GrantId), false)
  })

  test(`${name}: a rotated token is revoked and the next one there, in one winner`, async () => {
    await using opened = await open()
    const { store } = opened
    const grant = newGrant(random)
    const token = newToken(random, grant)
    await store.add({ grant, token })
    const next = [newToken(random, grant), newToken(random, grant)] as const
    const both = await Promise.all(next.map((to) => store.rotate({ id: token.id, next: to, atMs })))
    assert.equal(both.filter(Boolean).length, 1)
    const [winner, loser] = both[0] === true ? next : [next[1], next[0]]
    assert.deepEqual(await store.findToken(winner.id), { token: winner, grant })
    assert.equal(await store.findToken(loser.id), undefined)
    assert.equal((await store.findToken(token.id))?.token.revokedAtMs, atMs)
  })

  test(`${name}: no token of a revoked grant is rotated`, async () => {
    await using opened = await open()
    const { store } = opened
    const grant = newGrant(random)
    const token = newToken(random, grant)
    await store.add({ grant, token })
    await store.revoke(grant.id)
    const next = newToken(random, grant)
    assert.equal(await store.rotate({ id: token.id, next, atMs }), false)
    assert.equal(await store.findToken(next.id), undefined)
  })

  test(`${name}: a token is revoked once`, async () => {
    await using opened = await open()
    const { store } = opened
    const grant = newGrant(random)
    const token = newToken(random, grant)
    await store.add({ grant, token })
    assert.equal(await store.revokeToken(token.id, atMs), true)
    assert.equal(await store.revokeToken(token.id, atMs + 1), false)
    assert.equal(await store.revokeToken(unknown as TokenId, atMs), false)
    assert.equal((await store.findToken(token.id))?.token.revokedAtMs, atMs)
  })

  test(`${name}: tokens that expired before a time are deleted, some at a time`, async () => {
    await using opened = await open()
    const { store } = opened
    const grant = newGrant(random)
    await store.add({ grant })
    const expiries = [atMs - 3, atMs - 2, atMs - 1, atMs, atMs + 1]
    const tokens = expiries.map((expiresAtMs) => ({ ...newToken(random, grant), expiresAtMs }))
    for (const token of tokens) await store.change({ before: grant, token })
    const which = { expiredBeforeMs: atMs, limit: 2 }
    assert.equal(await store.deleteTokens(which), 2)
    assert.equal(await store.deleteTokens(which), 1)
    assert.equal(await store.deleteTokens(which), 0)
    const left = await Promise.all(tokens.map(({ id }) => store.findToken(id)))
    assert.deepEqual(
      left.map((found) => found !== undefined),
      [false, false, false, true, true],
    )
  })

  test(`${name}: old grants go that have no token and no user's consent`, async () => {
    await using opened = await open()
    const { store } = opened
    const agreed = { ...newInteraction(random), state: 'APPROVED' as const }
    const issued = { phase: 'FINALIZED', reason: 'ISSUED' } as const
    const old = { createdAtMs: atMs - 1 }
    const cases = {
      abandoned: newGrant(random, { ...old, interaction: newInteraction(random) }),
      unfetched: newGrant(random, { ...old, interaction: { ...agreed, id: newId(random) } }),
      withoutUser: newGrant(random, { ...old, state: issued }),
      withToken: newGrant(random, { ...old, state: issued }),
      withConsent: newGrant(random, { ...old, state: issued, interaction: agreed }),
      recent: newGrant(random, { state: issued }),
    }
    for (const grant of Object.values(cases)) await store.add({ grant })
    await store.change({ before: cases.withToken, token: newToken(random, cases.withToken) })
    const which = { madeBeforeMs: atMs, limit: 2 }
    assert.equal(await store.deleteGrants(which), 2)
    assert.equal(await store.deleteGrants(which), 1)
    assert.equal(await store.deleteGrants(which), 0)
    const left: string[] = []
    for (const [what, grant] of Object.entries(cases)) {
      if (await store.find(grant.id)) left.push(what)
    }
    assert.deepEqual(left, ['withToken', 'withConsent', 'recent'])
  })

  test(`${name}: grants are listed newest first, in pages that go both ways`, async () => {
    await using opened = await open()
    const { store } = opened
    const grants: Grant[] = []
    for (let nth = 0; nth < 5; nth++) {
      const grant = newGrant(random, { createdAtMs: atMs + nth })
      grants.unshift(grant)
      await store.add({ grant })
    }
    const ids = grants.map(({ id }) => id)
    const read = async (page: Parameters<GrantStore['list']>[0]['page']): Promise<unknown> => {
      const { items, hasNextPage, hasPreviousPage } = await store.list({ page })
      return [items.map(({ id }) => ids.indexOf(id)), hasNextPage, hasPreviousPage]
    }
    const [, second = '', third = ''] = ids
    assert.deepEqual(await read({}), [[0, 1, 2, 3, 4], false, false])
    assert.deepEqual(await read({ first: 2 }), [[0, 1], true, false])
    assert.deepEqual(await read({ first: 2, after: second }), [[2, 3], true, true])
    assert.deepEqual(await read({ last: 1, before: third }), [[1], true, true])
    assert.deepEqual(await read({ first: 3, ascending: true }), [[4, 3, 2], true, false])
  })

  test(`${name}: the conditions of a list are joined by "and"`, async () => {
    await using opened = await open()
    const { store } = opened
    const alice = 'https://wallet.example/alice'
    const grants = {
      pending: newGrant(random, { state: { phase: 'PENDING' } }),
      issued: newGrant(random, { state: { phase: 'FINALIZED', reason: 'ISSUED' } }),
      revoked: newGrant(random, { state: { phase: 'FINALIZED', reason: 'REVOKED' } }),
      alices: newGrant(random, { access: [{ type: 'quote', actions: [], identifier: alice }] }),
      others: newGrant(random, { tenantId: random.uuid() }),
    }
    for (const grant of Object.values(grants)) await store.add({ grant })
    const names = async (query: Omit<Parameters<GrantStore['list']>[0], 'page'>) => {
      const { items } = await store.list({ ...query, page: { first: 10 } })
      const found = new Set<string>(items.map(({ id }) => id))
      return Object.entries(grants).flatMap(([key, grant]) => (found.has(grant.id) ? [key] : []))
    }
    const { tenantId } = grants.pending
    assert.deepEqual(await names({ tenantId: grants.others.tenantId }), ['others'])
    assert.deepEqual(await names({ identifierIn: [alice, 'https://x.example'] }), ['alices'])
    assert.deepEqual(await names({ tenantId, phaseIn: ['PENDING', 'FINALIZED'] }), [
      'pending',
      'issued',
      'revoked',
    ])
    assert.deepEqual(await names({ tenantId, phaseNotIn: ['FINALIZED'] }), ['pending', 'alices'])
    assert.deepEqual(await names({ reasonIn: ['REVOKED'] }), ['revoked'])
    assert.deepEqual(await names({ tenantId, reasonNotIn: ['REVOKED'] }), [
      'pending',
      'issued',
      'alices',
    ])
  })
}

const tenantId = 'cf5fd7d3-1eb1-4041-8e43-ba45747e9e5d'

function newGrant(random: Random, change: Partial<Grant> = {}): Grant {
  return {
    id: random.uuid() as GrantId,
    tenantId,
    client: { walletAddress: 'https://client.example/pay' },
    access: [{ type: 'incoming-payment', actions: ['create', 'read'] }],
    state: { phase: 'PROCESSING' },
    continueTokenHash: hashBearerSecret('continue'),
    finish: { uri: 'https://client.example/return', clientNonce: 'nonce' },
    lastContinuedAtMs: atMs,
    createdAtMs: atMs,
    ...change,
  }
}

function newId(random: Random): InteractionId {
  return random.uuid() as InteractionId
}

function newInteraction(random: Random): Interaction {
  return {
    id: newId(random),
    nonceHash: hashBearerSecret('nonce'),
    state: 'PENDING',
    expiresAtMs: atMs + 600_000,
    sessionHashes: [],
    clientName: 'A shop',
    clientUri: 'https://client.example/pay',
  }
}

function interactionOf({ interaction }: Grant): Interaction {
  assert.ok(interaction !== undefined)
  return interaction
}

function newToken(random: Random, grant: Grant): Token {
  return mintToken({ grantId: grant.id, random, nowMs: atMs, expirySec: 600 }).kept
}
