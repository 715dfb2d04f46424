import type { Clock } from '@kivuko/clock'
import { Secret } from '@kivuko/log'
import type { Postgres, Queries, Row } from '@kivuko/postgres'
import type { Tenant, TenantId, TenantSettingKey } from './records.ts'

interface TenantRow extends Row {
  readonly id: TenantId
  readonly email: string | null
  readonly public_name: string | null
  readonly api_secret: string
  readonly idp_consent_url: string | null
  readonly idp_secret: string | null
  readonly created_at: Date
  readonly deleted_at: Date | null
  readonly settings: Partial<Record<TenantSettingKey, string>>
}

/**
 * Makes sure that the operator's tenant is there, with the environment's secret and identity
 * provider: what the environment says wins over what was kept. Harmless when several processes do
 * it at once.
 */
export async function ensureOperator(options: {
  postgres: Postgres
  clock: Clock
  operator: {
    readonly id: TenantId
    readonly apiSecret: Secret
    readonly idpConsentUrl?: string
    readonly idpSecret?: Secret
  }
}): Promise<void> {
  const { postgres, clock, operator } = options
  await postgres.query({
    text: `insert into directory.tenants as t
        (id, api_secret, idp_consent_url, idp_secret, created_at) values ($1, $2, $3, $4, $5)
      on conflict (id) do update set api_secret = excluded.api_secret,
        idp_consent_url = coalesce(excluded.idp_consent_url, t.idp_consent_url),
        idp_secret = coalesce(excluded.idp_secret, t.idp_secret)
      where t.api_secret <> excluded.api_secret
        or t.idp_consent_url is distinct from excluded.idp_consent_url
        or t.idp_secret is distinct from excluded.idp_secret`,
    values: [
      operator.id,
      operator.apiSecret.reveal(),
      operator.idpConsentUrl ?? null,
      operator.idpSecret?.reveal() ?? null,
      new Date(clock.now()),
    ],
  })
}

/** Reads a tenant with its settings; a deleted one too. */
export async function readTenant(queries: Queries, id: TenantId): Promise<Tenant | undefined> {
  const rows = await queries.query<TenantRow>({
    text: `select t.*, coalesce((
        select jsonb_object_agg(s.key, s.value) from directory.tenant_settings s
        where s.tenant_id = t.id
      ), '{}') as settings
      from directory.tenants t where t.id = $1`,
    values: [id],
  })
  return rows[0] && toTenant(rows[0])
}

function toTenant(row: TenantRow): Tenant {
  return {
    id: row.id,
    ...(row.email !== null && { email: row.email }),
    ...(row.public_name !== null && { publicName: row.public_name }),
    apiSecret: new Secret(row.api_secret),
    ...(row.idp_consent_url !== null && { idpConsentUrl: row.idp_consent_url }),
    ...(row.idp_secret !== null && { idpSecret: new Secret(row.idp_secret) }),
    settings: row.settings,
    createdAtMs: row.created_at.getTime(),
    ...(row.deleted_at !== null && { deletedAtMs: row.deleted_at.getTime() }),
  }
}
