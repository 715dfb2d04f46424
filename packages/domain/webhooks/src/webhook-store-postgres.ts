import type { Clock } from '@kivuko/clock'
import type { Postgres, Row, Transaction } from '@kivuko/postgres'
import type {
  NewWebhookEvent,
  WebhookEvent,
  WebhookEventType,
  WebhookOutbox,
} from './webhook-event.ts'
import type {
  ClaimedDelivery,
  DeliveryState,
  EventQuery,
  SettledDelivery,
  WebhookStore,
} from './webhook-store.ts'

const channel = 'webhooks'

/**
 * Keeps events and deliveries in the schema `webhooks`. `copyTo` names a recipient that gets every
 * event of every tenant too (the operator). Additions are announced when their transaction has
 * committed.
 */
export function createPostgresWebhookStore(options: {
  postgres: Postgres
  clock: Clock
  copyTo?: string
}): WebhookStore & WebhookOutbox {
  const { postgres, clock, copyTo } = options
  const announce = (): void => postgres.announce(channel, '')
  return {
    async add(tx, events) {
      if (events.length === 0) return
      await addEvents(tx, { events, copyTo, createdAtMs: clock.now() })
      tx.onCommitted(announce)
    },
    claim: (claim) => claimDeliveries(postgres, claim),
    renew: (deliveries, untilMs) => renewClaims(postgres, { deliveries, untilMs }),
    settle: (deliveries) => settleDeliveries(postgres, deliveries),
    nextDueMs: () => readNextDue(postgres),
    event: (id) => readEvent(postgres, id),
    withdrawalEvent: (resourceId) => readWithdrawalEvent(postgres, resourceId),
    events: (query) => listEvents(postgres, query),
    deliveries: (eventId) => listDeliveries(postgres, eventId),
    async replay(eventId, nowMs) {
      const isKnown = await replayEvent(postgres, { eventId, nowMs })
      if (isKnown) announce()
      return isKnown
    },
    onAdded: (call) => postgres.listen(channel, { onMessage: call, onGap: call }),
  }
}

async function addEvents(
  tx: Transaction,
  added: { events: readonly NewWebhookEvent[]; copyTo: string | undefined; createdAtMs: number },
): Promise<void> {
  const { events, copyTo } = added
  await tx.query({
    name: 'webhooks.add',
    text: `
      with added as (
        insert into webhooks.events
          (id, tenant_id, type, resource_id, data, withdrawal_account_id, withdrawal_amount,
            created_at)
        select e.*, $8::timestamptz from unnest
          ($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::jsonb[], $6::uuid[],
            $7::numeric[]) as e
        on conflict (id) do nothing
        returning id, tenant_id, resource_id
      )
      insert into webhooks.deliveries (event_id, recipient, resource_id, next_attempt_at)
      select id, recipient, resource_id, $8::timestamptz
      from added, lateral (
        select tenant_id as recipient union select $9::uuid where $9::uuid is not null
      ) as recipients`,
    values: [
      events.map((event) => event.id),
      events.map((event) => event.tenantId),
      events.map((event) => event.type),
      events.map((event) => event.resourceId),
      events.map((event) => JSON.stringify(event.data)),
      events.map((event) => event.withdrawal?.accountId ?? null),
      events.map((event) => event.withdrawal?.amount.toString() ?? null),
      new Date(added.createdAtMs),
      copyTo ?? null,
    ],
  })
}

const eventColumns = `e.id, e.tenant_id, e.type, e.resource_id, e.data, e.withdrawal_account_id,
  e.withdrawal_amount, e.created_at`

interface EventRow extends Row {
  readonly id: string
  readonly tenant_id: string
  readonly type: WebhookEventType
  readonly resource_id: string
  readonly data: Readonly<Record<string, unknown>>
  readonly withdrawal_account_id: string | null
  readonly withdrawal_amount: bigint | null
  readonly created_at: Date
}

function toEvent(row: EventRow): WebhookEvent {
  const { withdrawal_account_id: accountId, withdrawal_amount: amount } = row
  return {
    id: row.id,
    tenantId: row.tenant_id,
    type: row.type,
    resourceId: row.resource_id,
    data: row.data,
    ...(accountId !== null && amount !== null && { withdrawal: { accountId, amount } }),
    createdAtMs: row.created_at.getTime(),
  }
}

async function claimDeliveries(
  postgres: Postgres,
  claim: Parameters<WebhookStore['claim']>[0],
): Promise<readonly ClaimedDelivery[]> {
  const rows = await postgres.query<EventRow & { recipient: string; attempts: number }>({
    name: 'webhooks.claim',
    text: `
      with due as (
        select d.event_id, d.recipient from webhooks.deliveries d
        where d.next_attempt_at <= $1::timestamptz and d.recipient <> all ($4::uuid[])
          and not exists (
            select 1 from webhooks.deliveries earlier
            where earlier.resource_id = d.resource_id and earlier.recipient = d.recipient
              and earlier.next_attempt_at is not null and earlier.attempts <= 1
              and earlier.position < d.position
              and (earlier.attempts = 0 or earlier.last_error is null)
          )
        order by d.next_attempt_at, d.position
        limit $3
        for update of d skip locked
      ), claimed as (
        update webhooks.deliveries d
        set attempts = d.attempts + 1, next_attempt_at = $2::timestamptz
        from due where d.event_id = due.event_id and d.recipient = due.recipient
        returning d.event_id, d.recipient, d.attempts, d.position
      )
      select ${eventColumns}, c.recipient, c.attempts
      from claimed c join webhooks.events e on e.id = c.event_id
      order by c.position`,
    values: [
      new Date(claim.nowMs),
      new Date(claim.nowMs + claim.leaseMs),
      claim.limit,
      claim.recipientsNot,
    ],
  })
  return rows.map((row) => ({
    event: toEvent(row),
    recipient: row.recipient,
    attempt: row.attempts,
  }))
}

/** An attempt that has ended, or that was taken over, is left as it is. */
async function renewClaims(
  postgres: Postgres,
  claims: { deliveries: readonly ClaimedDelivery[]; untilMs: number },
): Promise<void> {
  const { deliveries, untilMs } = claims
  await postgres.query({
    name: 'webhooks.renew',
    text: `
      update webhooks.deliveries d set next_attempt_at = $4::timestamptz
      from unnest($1::uuid[], $2::uuid[], $3::int[]) as c (event_id, recipient, attempt)
      where d.event_id = c.event_id and d.recipient = c.recipient and d.attempts = c.attempt
        and d.delivered_at is null and d.dead_at is null
        and d.next_attempt_at < $4::timestamptz`,
    values: [
      deliveries.map(({ event }) => event.id),
      deliveries.map(({ recipient }) => recipient),
      deliveries.map(({ attempt }) => attempt),
      new Date(untilMs),
    ],
  })
}

async function settleDeliveries(
  postgres: Postgres,
  deliveries: readonly SettledDelivery[],
): Promise<void> {
  const next = (settled: SettledDelivery) =>
    settled.result.end === 'failed' ? settled.result.nextAttemptAtMs : undefined
  await postgres.query({
    name: 'webhooks.settle',
    text: `
      update webhooks.deliveries d
      set next_attempt_at = s.next_at,
        last_status = s.status,
        last_error = s.error,
        delivered_at = case when s.error is null then s.at end,
        dead_at = case when s.error is not null and s.next_at is null then s.at end
      from unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::timestamptz[], $5::int[],
          $6::text[]) as s (event_id, recipient, at, next_at, status, error)
      where d.event_id = s.event_id and d.recipient = s.recipient and d.delivered_at is null`,
    values: [
      deliveries.map((settled) => settled.eventId),
      deliveries.map((settled) => settled.recipient),
      deliveries.map((settled) => new Date(settled.atMs)),
      deliveries.map((settled) => {
        const nextMs = next(settled)
        return nextMs === undefined ? null : new Date(nextMs)
      }),
      deliveries.map((settled) => settled.result.status ?? null),
      deliveries.map(({ result }) => (result.end === 'failed' ? result.error : null)),
    ],
  })
}

async function readNextDue(postgres: Postgres): Promise<number | undefined> {
  const rows = await postgres.query<{ due: Date | null }>({
    name: 'webhooks.next-due',
    text: `select min(next_attempt_at) as due from webhooks.deliveries
      where next_attempt_at is not null`,
  })
  return rows[0]?.due?.getTime()
}

async function readEvent(postgres: Postgres, id: string): Promise<WebhookEvent | undefined> {
  const rows = await postgres.query<EventRow>({
    text: `select ${eventColumns} from webhooks.events e where e.id = $1`,
    values: [id],
  })
  return rows[0] && toEvent(rows[0])
}

async function readWithdrawalEvent(
  postgres: Postgres,
  resourceId: string,
): Promise<WebhookEvent | undefined> {
  const rows = await postgres.query<EventRow>({
    text: `select ${eventColumns} from webhooks.events e
      where e.resource_id = $1 and e.withdrawal_amount is not null
      order by e.created_at desc, e.id desc limit 1`,
    values: [resourceId],
  })
  return rows[0] && toEvent(rows[0])
}

async function listEvents(postgres: Postgres, query: EventQuery): Promise<readonly WebhookEvent[]> {
  const [comparison, order] = query.ascending ? ['>', 'asc'] : ['<', 'desc']
  const rows = await postgres.query<EventRow>({
    text: `select ${eventColumns} from webhooks.events e
      where ($1::uuid is null or e.tenant_id = $1)
        and ($2::text[] is null or e.type = any ($2))
        and ($3::text[] is null or e.type <> all ($3))
        and ($4::uuid is null or (e.created_at, e.id) ${comparison}
          (select a.created_at, a.id from webhooks.events a where a.id = $4))
      order by e.created_at ${order}, e.id ${order} limit $5`,
    values: [
      query.tenantId ?? null,
      query.types ?? null,
      query.typesNot ?? null,
      query.after ?? null,
      query.limit,
    ],
  })
  return rows.map(toEvent)
}

async function listDeliveries(
  postgres: Postgres,
  eventId: string,
): Promise<readonly DeliveryState[]> {
  const rows = await postgres.query<{
    event_id: string
    recipient: string
    attempts: number
    next_attempt_at: Date | null
    delivered_at: Date | null
    last_status: number | null
    last_error: string | null
  }>({
    text: `select event_id, recipient, attempts, next_attempt_at, delivered_at, last_status,
        last_error
      from webhooks.deliveries where event_id = $1 order by position`,
    values: [eventId],
  })
  return rows.map((row) => ({
    eventId: row.event_id,
    recipient: row.recipient,
    state: row.delivered_at !== null ? 'delivered' : row.next_attempt_at !== null ? 'open' : 'dead',
    attempts: row.attempts,
    ...(row.next_attempt_at !== null && { nextAttemptAtMs: row.next_attempt_at.getTime() }),
    ...(row.last_status !== null && { lastStatus: row.last_status }),
    ...(row.last_error !== null && { lastError: row.last_error }),
  }))
}

async function replayEvent(
  postgres: Postgres,
  replay: { eventId: string; nowMs: number },
): Promise<boolean> {
  const rows = await postgres.query({
    text: `update webhooks.deliveries
      set attempts = 0, next_attempt_at = $2::timestamptz, delivered_at = null, dead_at = null,
        last_error = null
      where event_id = $1 returning event_id`,
    values: [replay.eventId, new Date(replay.nowMs)],
  })
  return rows.length > 0
}
