-- The authorization side's own record of the tenants.
create table grants.tenants (
  id uuid primary key,
  -- The key of an HMAC, so it cannot be kept as a hash.
  api_secret text not null,
  idp_consent_url text,
  idp_secret text,
  created_at timestamptz not null,
  deleted_at timestamptz
);

-- A grant with its interaction, where the user has to be asked. What opens something to whoever
-- bears it is kept as its SHA-256 only.
create table grants.grants (
  id uuid primary key,
  -- No foreign key: all grants of a tenant would queue up for the lock on its one row.
  tenant_id uuid not null,
  state text not null check (state in ('PROCESSING', 'PENDING', 'APPROVED', 'FINALIZED')),
  finalization text check (finalization in ('ISSUED', 'REVOKED', 'REJECTED')),
  client jsonb not null,
  access jsonb not null,
  -- The identifiers in `access`, for the operator's search.
  identifiers text[] not null,
  subject jsonb,
  continue_token_hash bytea not null,
  finish_uri text,
  client_nonce text,
  last_continued_at timestamptz not null,
  created_at timestamptz not null,
  interaction_id uuid,
  interaction_nonce_hash bytea,
  interaction_state text check (interaction_state in ('PENDING', 'APPROVED', 'DENIED')),
  interaction_expires_at timestamptz,
  interaction_ref_hash bytea,
  interaction_sessions bytea[],
  client_name text,
  client_uri text,
  check ((state = 'FINALIZED') = (finalization is not null)),
  check ((interaction_id is null) = (interaction_state is null))
);

create unique index grants_interaction on grants.grants (interaction_id)
  where interaction_id is not null;
create index grants_page on grants.grants (created_at, id);
create index grants_tenant_page on grants.grants (tenant_id, created_at, id);
create index grants_identifiers on grants.grants using gin (identifiers)
  where identifiers <> '{}';

create table grants.tokens (
  -- The last part of the URL at which the token is managed.
  id uuid primary key,
  grant_id uuid not null references grants.grants (id) on delete cascade,
  value_hash bytea not null,
  expires_at timestamptz not null,
  revoked_at timestamptz
);

create unique index tokens_value on grants.tokens (value_hash);
create index tokens_grant on grants.tokens (grant_id);
create index tokens_expiry on grants.tokens (expires_at);
