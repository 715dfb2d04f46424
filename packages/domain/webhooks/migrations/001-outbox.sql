create table webhooks.events (
  id uuid primary key,
  tenant_id uuid not null,
  type text not null,
  resource_id uuid not null,
  data jsonb not null,
  withdrawal_account_id uuid,
  withdrawal_amount numeric(20, 0),
  created_at timestamptz not null
);

create index events_page on webhooks.events (created_at, id);
create index events_tenant_page on webhooks.events (tenant_id, created_at, id);
create index events_resource on webhooks.events (resource_id);

-- One row for each event and recipient. An open delivery has a next attempt; a delivered or dead
-- one has none.
create table webhooks.deliveries (
  event_id uuid not null references webhooks.events (id) on delete cascade,
  recipient uuid not null,
  resource_id uuid not null,
  -- The order in which events of one resource are told.
  position bigint generated always as identity,
  attempts integer not null default 0,
  next_attempt_at timestamptz,
  delivered_at timestamptz,
  dead_at timestamptz,
  last_status integer,
  last_error text,
  primary key (event_id, recipient)
);

create index deliveries_due on webhooks.deliveries (next_attempt_at, position)
  where next_attempt_at is not null;
create index deliveries_untried on webhooks.deliveries (resource_id, recipient, position)
  where next_attempt_at is not null and attempts <= 1;
