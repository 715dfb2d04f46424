import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { type Clock, createFakeClock, systemClock } from '@kivuko/clock'
import { Secret, silentLog } from '@kivuko/log'
import { createMetrics } from '@kivuko/metrics'
import { verifyWebhookSignature } from '@kivuko/signatures'
import { createTestDatabase, type TestDatabase } from '@kivuko/testing'
import { createWebhookDelivery } from './webhook-delivery.ts'
import type { WebhookEndpoint } from './webhook-endpoints.ts'
import type { NewWebhookEvent } from './webhook-event.ts'
import { webhookMigrations } from './webhook-migrations.ts'
import { createPostgresWebhookStore } from './webhook-store-postgres.ts'

interface Posted {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: { id: string; type: string; data: unknown }
}

/** A node's webhooks over a database of its own, with the network scripted. */
async function startWebhooks(options: {
  database: TestDatabase
  clock?: Clock
  answer?: (posted: Posted) => Promise<number> | number
  endpoint?: Partial<WebhookEndpoint>
}) {
  const { database, clock = systemClock, answer = () => 200, endpoint } = options
  const store = createPostgresWebhookStore({ postgres: database.postgres, clock })
  const posts: Posted[] = []
  const delivery = createWebhookDelivery({
    store,
    clock,
    log: silentLog,
    metrics: createMetrics(),
    endpoints: {
      endpoint: async (recipient) => ({
        url: `http://ase.test/${recipient}`,
        timeoutMs: 1_000,
        attemptsMax: 3,
        ...endpoint,
      }),
    },
    sender: {
      async post(request) {
        const posted = { ...request, body: JSON.parse(request.body) }
        posts.push(posted)
        return { status: await answer(posted) }
      },
    },
  })
  await delivery.start()
  return {
    store,
    posts,
    add: (...events: NewWebhookEvent[]) =>
      database.postgres.transaction((tx) => store.add(tx, events)),
    [Symbol.asyncDispose]: () => delivery[Symbol.asyncDispose](),
  }
}

function newEvent(event: Partial<NewWebhookEvent> = {}): NewWebhookEvent {
  return {
    id: randomUUID(),
    tenantId: randomUUID(),
    type: 'incoming_payment.completed',
    resourceId: randomUUID(),
    data: { id: 'x', receivedAmount: { value: '18446744073709551615' } },
    ...event,
  }
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const endMs = Date.now() + 5_000
  while (!(await condition())) {
    assert.ok(Date.now() < endMs, 'waited 5 s in vain')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

describe('webhook delivery', () => {
  let database: TestDatabase
  before(async () => {
    database = await createTestDatabase({ sets: [webhookMigrations] })
  })
  after(() => database[Symbol.asyncDispose]())

  test('tells an event once, as it was added, within a moment of the commit', async () => {
    await using webhooks = await startWebhooks({ database })
    const event = newEvent()
    const addedMs = Date.now()
    await webhooks.add(event)
    await until(() => webhooks.posts.length > 0)
    assert.ok(Date.now() - addedMs < 1_000)
    assert.deepEqual(webhooks.posts[0]?.body, { id: event.id, type: event.type, data: event.data })
    await until(async () => (await webhooks.store.deliveries(event.id))[0]?.state === 'delivered')
    assert.equal(webhooks.posts.length, 1)
  })

  test('tells nothing of a transaction that was rolled back', async () => {
    await using webhooks = await startWebhooks({ database })
    const kept = newEvent()
    await assert.rejects(
      database.postgres.transaction(async (tx) => {
        await webhooks.store.add(tx, [newEvent()])
        throw new Error('no')
      }),
    )
    await webhooks.add(kept)
    await until(() => webhooks.posts.length > 0)
    assert.deepEqual(
      webhooks.posts.map((posted) => posted.body.id),
      [kept.id],
    )
  })

  test('signs as the ASE expects it', async () => {
    const secret = 'whsec'
    await using webhooks = await startWebhooks({
      database,
      endpoint: { signature: { secret: new Secret(secret), version: 1 } },
    })
    await webhooks.add(newEvent())
    await until(() => webhooks.posts.length > 0)
    const [posted] = webhooks.posts
    assert.ok(posted)
    const verified = verifyWebhookSignature({
      header: posted.headers['rafiki-signature'] ?? '',
      body: posted.body,
      secret,
      version: 1,
      ttlSec: 60,
      nowMs: Date.now(),
    })
    assert.ok(!('refusal' in verified))
  })

  test('only 200 counts; after the last attempt an event is dead until replayed', async () => {
    let nowMs = Date.now()
    const clock: Clock = { ...systemClock, now: () => nowMs }
    let status = 201
    await using webhooks = await startWebhooks({ database, clock, answer: () => status })
    const event = newEvent()
    const state = async () => (await webhooks.store.deliveries(event.id))[0]
    await webhooks.add(event)
    for (const attempts of [1, 2, 3]) {
      await until(async () => {
        const delivery = await state()
        return delivery?.attempts === attempts && delivery.lastStatus === 201
      })
      await until(async () => (await state())?.nextAttemptAtMs !== nowMs + 15_000)
      if (attempts < 3) assert.equal((await state())?.nextAttemptAtMs, nowMs + attempts * 10_000)
      nowMs += 60_000
      await webhooks.add(newEvent())
    }
    assert.equal((await state())?.state, 'dead')
    assert.match((await state())?.lastError ?? '', /answered 201/)
    status = 200
    assert.equal(await webhooks.store.replay(event.id, nowMs), true)
    await until(async () => (await state())?.state === 'delivered')
  })

  test('an endpoint that never answers holds up no other', async () => {
    const slow = randomUUID()
    let release = () => {}
    const released = new Promise<void>((resolve) => {
      release = resolve
    })
    await using webhooks = await startWebhooks({
      database,
      answer: async (posted) => {
        if (posted.url.endsWith(slow)) await released
        return 200
      },
    })
    await webhooks.add(...Array.from({ length: 200 }, () => newEvent({ tenantId: slow })))
    const others = Array.from({ length: 20 }, () => newEvent())
    await webhooks.add(...others)
    const told = () => new Set(webhooks.posts.map((posted) => posted.body.id))
    await until(() => others.every((event) => told().has(event.id)))
    release()
    await until(() => told().size === 220)
  })

  test('the claim of a slow delivery is short, and renewed for as long as it takes', async () => {
    const clock = createFakeClock(Date.now() + 3_600_000)
    const slow = Promise.withResolvers<number>()
    const event = newEvent()
    // An hour later deliveries that other tests left open are due as well.
    const answer = ({ body }: Posted) => (body.id === event.id ? slow.promise : 200)
    await using webhooks = await startWebhooks({ database, clock, answer })
    const attempts = () => webhooks.posts.filter(({ body }) => body.id === event.id).length
    await webhooks.add(event)
    await until(() => attempts() === 1)
    const dueMs = async () => (await webhooks.store.deliveries(event.id))[0]?.nextAttemptAtMs
    assert.equal(await dueMs(), clock.now() + 15_000)
    for (let count = 0; count < 6; count += 1) {
      await clock.advance(5_000)
      await until(async () => (await dueMs()) === clock.now() + 15_000)
    }
    assert.equal(attempts(), 1)
    slow.resolve(200)
    await until(async () => (await webhooks.store.deliveries(event.id))[0]?.state === 'delivered')
  })

  test('events of one resource are tried in their order', async () => {
    await using webhooks = await startWebhooks({
      database,
      answer: async () => {
        await new Promise((resolve) => setTimeout(resolve, 20))
        return 200
      },
    })
    const resource = { tenantId: randomUUID(), resourceId: randomUUID() }
    const first = newEvent({ ...resource, type: 'outgoing_payment.created' })
    const second = newEvent({ ...resource, type: 'outgoing_payment.completed' })
    await webhooks.add(first, second)
    await until(async () => (await webhooks.store.deliveries(second.id))[0]?.state === 'delivered')
    assert.deepEqual(
      webhooks.posts.map((posted) => posted.body.id),
      [first.id, second.id],
    )
  })

  test('two processes share the work and tell each event once', async () => {
    await using one = await startWebhooks({ database })
    await using other = await startWebhooks({ database })
    const events = Array.from({ length: 300 }, () => newEvent())
    await one.add(...events)
    await until(() => one.posts.length + other.posts.length >= 300)
    const told = [...one.posts, ...other.posts].map((posted) => posted.body.id)
    assert.deepEqual(new Set(told), new Set(events.map((event) => event.id)))
    assert.equal(told.length, 300)
  })

  test('lists events by tenant and type, newest first, from a cursor on', async () => {
    await using webhooks = await startWebhooks({ database })
    const tenantId = randomUUID()
    const events = [1, 2, 3].map(() => newEvent({ tenantId }))
    for (const event of events) await webhooks.add(event)
    const [oldest, middle, newest] = events.map((event) => event.id)
    const list = async (query: object) =>
      (await webhooks.store.events({ tenantId, limit: 10, ...query })).map((event) => event.id)
    assert.deepEqual(await list({}), [newest, middle, oldest])
    assert.deepEqual(await list({ after: newest }), [middle, oldest])
    assert.deepEqual(await list({ ascending: true, limit: 2 }), [oldest, middle])
    assert.deepEqual(await list({ typesNot: ['incoming_payment.completed'] }), [])
  })
})
