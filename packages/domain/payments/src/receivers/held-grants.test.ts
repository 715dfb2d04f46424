import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createFakeClock } from '@kivuko/clock'
import { systemRandom as random } from '@kivuko/random'
import { createTestDatabase } from '@kivuko/testing'
import { createDataCipher } from '../outgoing/data-cipher.ts'
import { paymentMigrations } from '../payment-migrations.ts'
import { createPostgresPaymentStore } from '../payment-store-postgres.ts'
import { expectRefusal } from '../test-node.ts'
import { createHeldGrants, type HeldGrants } from './held-grants.ts'
import type { NoReply, OpenPaymentsClient, OpenPaymentsReply } from './open-payments-client.ts'

const server = 'https://auth.test/tenant'

function issued(value: string, expiresIn: number): OpenPaymentsReply {
  return {
    status: 200,
    json: {
      access_token: {
        value,
        manage: `https://auth.test/token/${value}`,
        expires_in: expiresIn,
        access: [{ type: 'incoming-payment', actions: ['create', 'complete', 'read-all'] }],
      },
      continue: { access_token: { value: 'c' }, uri: 'https://auth.test/continue/1' },
    },
  }
}

async function createScene(answers: (OpenPaymentsReply | NoReply)[]) {
  const clock = createFakeClock()
  const { postgres, ...database } = await createTestDatabase({ sets: [paymentMigrations] })
  const requests: string[] = []
  const client: OpenPaymentsClient = {
    async request({ method, url, token }) {
      requests.push(`${method} ${url}${token === undefined ? '' : ` with ${token}`}`)
      return answers.shift() ?? assert.fail('no answer is left')
    },
  }
  const ports = {
    postgres,
    store: createPostgresPaymentStore(),
    client,
    cipher: createDataCipher({ random }),
    clock,
    random,
    settings: { walletAddressUrl: 'https://alpha.test/.well-known/pay' },
  }
  const open = (): HeldGrants => createHeldGrants(ports)
  return {
    open,
    clock,
    requests,
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  }
}

async function tokenOf(grants: HeldGrants): Promise<string> {
  const held = await grants.token(server)
  if ('refusal' in held) throw new Error(held.description)
  return held.token.reveal()
}

describe('a grant at another server', () => {
  it('is asked for once, by whoever needs it first, and kept for other processes', async () => {
    await using scene = await createScene([issued('one', 600)])
    const grants = scene.open()
    const tokens = await Promise.all([1, 2, 3].map(() => tokenOf(grants)))
    assert.deepEqual(tokens, ['one', 'one', 'one'])
    assert.equal(await tokenOf(scene.open()), 'one')
    assert.deepEqual(scene.requests, [`POST ${server}`])
  })

  it('is rotated when its token expires', async () => {
    await using scene = await createScene([issued('one', 600), issued('two', 600)])
    const grants = scene.open()
    assert.equal(await tokenOf(grants), 'one')
    await scene.clock.advance(599_000)
    const tokens = await Promise.all([1, 2].map(() => tokenOf(grants)))
    assert.deepEqual(tokens, ['two', 'two'])
    assert.equal(scene.requests[1], 'POST https://auth.test/token/one with one')
    assert.equal(await tokenOf(scene.open()), 'two')
  })

  it('is asked for again when it cannot be rotated, or is not accepted', async () => {
    const refused = { status: 404, json: {} }
    const answers = [issued('one', 600), refused, issued('two', 600), issued('three', 600)]
    await using scene = await createScene(answers)
    const grants = scene.open()
    assert.equal(await tokenOf(grants), 'one')
    await scene.clock.advance(600_000)
    assert.equal(await tokenOf(grants), 'two')
    const held = await grants.token(server)
    if ('refusal' in held) assert.fail()
    await grants.reject(held)
    assert.equal(await tokenOf(grants), 'three')
  })

  it('is refused when a person would have to be asked', async () => {
    const pending = {
      status: 200,
      json: {
        interact: { redirect: 'https://auth.test/interact', finish: 'n' },
        continue: { access_token: { value: 'c' }, uri: 'https://auth.test/continue/1' },
      },
    }
    await using scene = await createScene([pending])
    assert.equal(expectRefusal(await scene.open().token(server)), 'InvalidGrant')
  })

  it('is tried again by the next caller when its server could not be reached', async () => {
    await using scene = await createScene([{ unavailable: 'no route' }, issued('one', 600)])
    const grants = scene.open()
    assert.equal(expectRefusal(await grants.token(server)), 'Unavailable')
    assert.equal(await tokenOf(grants), 'one')
  })
})
