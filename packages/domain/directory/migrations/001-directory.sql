create table directory.tenants (
  id uuid primary key,
  email text,
  public_name text,
  api_secret text not null,
  idp_consent_url text,
  idp_secret text,
  created_at timestamptz not null,
  deleted_at timestamptz
);

create table directory.tenant_settings (
  tenant_id uuid not null references directory.tenants (id),
  key text not null,
  value text not null,
  primary key (tenant_id, key)
);

create table directory.assets (
  id uuid primary key,
  tenant_id uuid not null references directory.tenants (id),
  code text not null,
  scale smallint not null check (scale between 0 and 255),
  ledger integer generated always as identity unique,
  settlement_id uuid not null unique,
  withdrawal_threshold numeric(20, 0),
  liquidity_threshold numeric(20, 0),
  created_at timestamptz not null,
  deleted_at timestamptz,
  unique (tenant_id, code, scale)
);
create index assets_page on directory.assets (created_at, id);

create table directory.fees (
  id uuid primary key,
  asset_id uuid not null references directory.assets (id),
  type text not null check (type in ('SENDING', 'RECEIVING')),
  fixed numeric(20, 0) not null,
  basis_points integer not null check (basis_points between 0 and 10000),
  created_at timestamptz not null
);
create index fees_latest on directory.fees (asset_id, type, created_at desc, id desc);

create table directory.peers (
  id uuid primary key,
  tenant_id uuid not null references directory.tenants (id),
  asset_id uuid not null references directory.assets (id),
  static_ilp_address text not null,
  outgoing_endpoint text not null,
  outgoing_token text not null,
  name text,
  max_packet_amount numeric(20, 0),
  liquidity_threshold numeric(20, 0),
  routes text[] not null default '{}',
  created_at timestamptz not null,
  unique (asset_id, static_ilp_address)
);
create index peers_page on directory.peers (created_at, id);

-- Bearer tokens that peers send; only their SHA-256 is kept.
create table directory.peer_tokens (
  token_hash bytea constraint peer_tokens_token_unique primary key,
  peer_id uuid not null references directory.peers (id) on delete cascade
);
create index peer_tokens_peer on directory.peer_tokens (peer_id);

create table directory.wallet_addresses (
  id uuid primary key,
  tenant_id uuid not null references directory.tenants (id),
  asset_id uuid not null references directory.assets (id),
  url text not null unique check (url = lower(url)),
  public_name text,
  deactivated_at timestamptz,
  created_at timestamptz not null
);
create index wallet_addresses_page on directory.wallet_addresses (created_at, id);
create index wallet_addresses_asset on directory.wallet_addresses (asset_id);

create table directory.wallet_address_properties (
  wallet_address_id uuid not null references directory.wallet_addresses (id),
  position integer not null,
  key text not null,
  value text not null,
  visible boolean not null,
  primary key (wallet_address_id, key)
);

create table directory.wallet_address_keys (
  id uuid primary key,
  wallet_address_id uuid not null references directory.wallet_addresses (id),
  kid text not null,
  x text not null,
  revoked boolean not null default false,
  created_at timestamptz not null
);
-- A key that was revoked may be given again.
create unique index wallet_address_keys_unique
  on directory.wallet_address_keys (wallet_address_id, kid, x) where not revoked;
create index wallet_address_keys_page
  on directory.wallet_address_keys (wallet_address_id, created_at, id);

-- Every change is announced, whoever makes it: other processes empty their caches.
create function directory.announce() returns trigger language plpgsql as $$
begin
  perform pg_notify('directory', tg_table_name);
  return null;
end $$;

create trigger announce after insert or update or delete on directory.tenants
  for each statement execute function directory.announce();
create trigger announce after insert or update or delete on directory.tenant_settings
  for each statement execute function directory.announce();
create trigger announce after insert or update or delete on directory.assets
  for each statement execute function directory.announce();
create trigger announce after insert or update or delete on directory.fees
  for each statement execute function directory.announce();
create trigger announce after insert or update or delete on directory.peers
  for each statement execute function directory.announce();
create trigger announce after insert or update or delete on directory.peer_tokens
  for each statement execute function directory.announce();
-- A new wallet address changes nothing that anyone has cached.
create trigger announce after update or delete on directory.wallet_addresses
  for each statement execute function directory.announce();
create trigger announce after insert or update or delete on directory.wallet_address_keys
  for each statement execute function directory.announce();
