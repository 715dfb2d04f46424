import { Secret } from '@kivuko/log'
import type { Postgres, Row } from '@kivuko/postgres'

import type { Tenant, TenantStore } from './tenant.ts'

/** Keeps tenants in the schema `grants`. */
export function createPostgresTenantStore(options: { readonly postgres: Postgres }): TenantStore {
  const { postgres } = options
  return {
    put: (tenant) => putTenant(postgres, tenant),
    find: (id) => findTenant(postgres, id),
    change: async (id, { apiSecret, idpConsentUrl, idpSecret }) => {
      const rows = await postgres.query({
        text: `update grants.tenants set
            api_secret = coalesce($2, api_secret),
            idp_consent_url = coalesce($3, idp_consent_url),
            idp_secret = coalesce($4, idp_secret)
          where id = $1 and deleted_at is null returning id`,
        values: [id, apiSecret?.reveal(), idpConsentUrl, idpSecret?.reveal()],
      })
      return rows.length > 0
    },
    remove: async (id, deletedAtMs) => {
      const rows = await postgres.query({
        text: `update grants.tenants set deleted_at = $2
          where id = $1 and deleted_at is null returning id`,
        values: [id, new Date(deletedAtMs)],
      })
      return rows.length > 0
    },
  }
}

async function putTenant(postgres: Postgres, tenant: Tenant): Promise<void> {
  await postgres.query({
    text: `insert into grants.tenants (id, api_secret, idp_consent_url, idp_secret, created_at)
      values ($1, $2, $3, $4, $5)
      on conflict (id) do update set
        api_secret = excluded.api_secret, idp_consent_url = excluded.idp_consent_url,
        idp_secret = excluded.idp_secret, deleted_at = null`,
    values: [
      tenant.id,
      tenant.apiSecret.reveal(),
      tenant.idpConsentUrl,
      tenant.idpSecret?.reveal(),
      new Date(tenant.createdAtMs),
    ],
  })
}

interface TenantRow extends Row {
  readonly id: string
  readonly api_secret: string
  readonly idp_consent_url: string | null
  readonly idp_secret: string | null
  readonly created_at: Date
}

async function findTenant(postgres: Postgres, id: string): Promise<Tenant | undefined> {
  const [row] = await postgres.query<TenantRow>({
    name: 'grants.find-tenant',
    text: `select id, api_secret, idp_consent_url, idp_secret, created_at
      from grants.tenants where id = $1 and deleted_at is null`,
    values: [id],
  })
  return row && toTenant(row)
}

function toTenant(row: TenantRow): Tenant {
  return {
    id: row.id,
    apiSecret: new Secret(row.api_secret),
    ...(row.idp_consent_url !== null && { idpConsentUrl: row.idp_consent_url }),
    ...(row.idp_secret !== null && { idpSecret: new Secret(row.idp_secret) }),
    createdAtMs: row.created_at.getTime(),
  }
}
