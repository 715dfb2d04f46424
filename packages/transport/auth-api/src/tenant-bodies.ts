import type { Tenant, TenantChange } from '@kivuko/grants'
import { Secret } from '@kivuko/log'
import { z } from 'zod'

/** Secrets of tenants are texts of any form, but not of any length. */
const secretLengthMax = 1_024

const secret = z.string().min(1).max(secretLengthMax)

/** Null says the same as nothing. */
const changeable = {
  idpConsentUrl: z.url().nullish(),
  idpSecret: secret.nullish(),
}

/** The schema of a new tenant. */
export const tenantSchema = z.object({ id: z.guid(), apiSecret: secret, ...changeable })

/** The schema of a change of a tenant. */
export const tenantChangeSchema = z.object({ apiSecret: secret.nullish(), ...changeable })

/** The schema of a tenant's removal. */
export const tenantRemovalSchema = z.object({ deletedAt: z.coerce.date() })

/** The tenant that a body describes. */
export function toTenant(body: z.infer<typeof tenantSchema>, createdAtMs: number): Tenant {
  const { id, apiSecret } = body
  const change = toTenantChange(body)
  return { ...change, id: id.toLowerCase(), apiSecret: new Secret(apiSecret), createdAtMs }
}

/** The change that a body describes; what is null stays as it is. */
export function toTenantChange(body: z.infer<typeof tenantChangeSchema>): TenantChange {
  const apiSecret = body.apiSecret ?? undefined
  const idpConsentUrl = body.idpConsentUrl ?? undefined
  const idpSecret = body.idpSecret ?? undefined
  return {
    ...(apiSecret !== undefined && { apiSecret: new Secret(apiSecret) }),
    ...(idpConsentUrl !== undefined && { idpConsentUrl }),
    ...(idpSecret !== undefined && { idpSecret: new Secret(idpSecret) }),
  }
}
