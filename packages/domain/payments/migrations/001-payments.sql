-- Incoming payments, quotes, outgoing payments, what was spent under grants. Ids of tenants, wallet
-- addresses and assets are the directory's; money itself is in the ledger, in accounts that have
-- the payments' ids.
-- Locks are taken in this order: outgoing payment, incoming payment, grant, ledger accounts; a
-- payment within the node locks its own row last.

create table incoming_payments (
  id uuid primary key,
  tenant_id uuid not null,
  wallet_address_id uuid not null,
  asset_id uuid not null,
  asset_code text not null,
  asset_scale smallint not null,
  client text,
  initiated_by text not null,
  sender_wallet_address text,
  state text not null check (state in ('PENDING', 'PROCESSING', 'COMPLETED', 'EXPIRED')),
  incoming_amount numeric(20, 0) check (incoming_amount > 0),
  -- What events have told the ASE that it may withdraw.
  offered_amount numeric(20, 0) not null default 0,
  metadata jsonb,
  expires_at timestamptz not null,
  approved_at timestamptz,
  cancelled_at timestamptz,
  cancellation_reason text,
  created_at timestamptz not null,
  updated_at timestamptz not null
);

create index incoming_payments_due on incoming_payments (expires_at)
  where state in ('PENDING', 'PROCESSING');
create index incoming_payments_of_wallet_address
  on incoming_payments (wallet_address_id, created_at desc, id desc);
create index incoming_payments_of_tenant on incoming_payments (tenant_id, created_at desc, id desc);

create table quotes (
  id uuid primary key,
  tenant_id uuid not null,
  wallet_address_id uuid not null,
  asset_id uuid not null,
  client text,
  receiver text not null,
  method text not null check (method in ('local', 'ilp')),
  debit_amount numeric(20, 0) not null check (debit_amount > 0),
  debit_code text not null,
  debit_scale smallint not null,
  debit_amount_minus_fees numeric(20, 0) not null check (debit_amount_minus_fees > 0),
  receive_amount numeric(20, 0) not null check (receive_amount > 0),
  receive_code text not null,
  receive_scale smallint not null,
  -- Of a payment within the node.
  receive_asset_id uuid,
  fee_id uuid,
  -- {estimated?, ilp?: {min, low, high, maxPacketAmount?}}: ratios as [numerator, denominator] in
  -- decimal text.
  rates jsonb,
  created_at timestamptz not null,
  expires_at timestamptz not null
);

create index quotes_of_wallet_address on quotes (wallet_address_id, created_at desc, id desc);

create table outgoing_payments (
  -- The quote's id: one payment for each quote.
  id uuid primary key references quotes (id),
  tenant_id uuid not null,
  wallet_address_id uuid not null,
  client text,
  receiver text not null,
  state text not null check (state in ('FUNDING', 'SENDING', 'COMPLETED', 'FAILED', 'CANCELLED')),
  error text,
  state_attempts integer not null default 0,
  -- Set when the payment ends; while it is sent, the ledger's account knows.
  sent_amount numeric(20, 0) not null default 0,
  metadata jsonb,
  card_details jsonb,
  data_to_transmit bytea,
  grant_id text,
  grant_interval_start timestamptz,
  grant_spent_debit numeric,
  grant_spent_receive numeric,
  -- The id of the event `outgoing_payment.created`, and of the transfer that funds the payment.
  created_event_id uuid not null,
  -- When it is to be sent next, and whose work it is until when.
  due_at timestamptz,
  waits integer not null default 0,
  lease_owner uuid,
  lease_until timestamptz,
  -- Of all that the ledger has posted from the account (counted_sent), the receiver got
  -- counted_delivered, and with it stood at counted_received. Recovery decides by the difference
  -- what became of packets.
  counted_sent numeric(20, 0) not null default 0,
  counted_delivered numeric(20, 0) not null default 0,
  counted_received numeric(20, 0),
  created_at timestamptz not null,
  updated_at timestamptz not null
);

create index outgoing_payments_due on outgoing_payments (due_at) where state = 'SENDING';
create index outgoing_payments_of_wallet_address
  on outgoing_payments (wallet_address_id, created_at desc, id desc);
create index outgoing_payments_of_tenant on outgoing_payments (tenant_id, created_at desc, id desc);

-- What was spent under a grant, for each of its intervals; a grant without interval has one, at
-- -infinity.
create table grant_spends (
  grant_id text not null,
  interval_start timestamptz not null,
  debit_amount numeric not null default 0,
  debit_code text not null,
  debit_scale smallint not null,
  receive_amount numeric not null default 0,
  receive_code text not null,
  receive_scale smallint not null,
  primary key (grant_id, interval_start)
);

-- The node's own grants at other authorization servers; see data-cipher.ts for how tokens are
-- sealed.
create table held_grants (
  id uuid primary key,
  auth_server text not null,
  sealed_token bytea not null,
  manage_url text not null,
  expires_at timestamptz,
  created_at timestamptz not null
);

create index held_grants_of_server on held_grants (auth_server, created_at desc);

-- What STREAM connections that asked for receipts have received, over all processes.
create table stream_totals (
  connection_id text primary key,
  received numeric(20, 0) not null,
  expires_at timestamptz not null
);

create index stream_totals_expired on stream_totals (expires_at);

-- Packets with data that wait for the ASE's word; forgotten after some minutes.
create table partial_decisions (
  id uuid primary key,
  incoming_payment_id uuid not null,
  approved boolean,
  reason text,
  created_at timestamptz not null
);

create index partial_decisions_old on partial_decisions (created_at);
