-- Signatures of requests that were used. Unlogged: they matter for seconds.
create unlogged table admin.used_signatures (
  tenant_id uuid not null,
  key text not null,
  expires_at timestamptz not null,
  primary key (tenant_id, key)
);
create index used_signatures_expiry on admin.used_signatures (expires_at);

-- What was done under which key of a tenant; without a result while it is being done.
create table admin.idempotency_keys (
  tenant_id uuid not null,
  key text not null,
  claim_id uuid not null,
  request bytea not null,
  result text,
  locked_until timestamptz not null,
  expires_at timestamptz not null,
  primary key (tenant_id, key)
);
create index idempotency_keys_expiry on admin.idempotency_keys (expires_at);
