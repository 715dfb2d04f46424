import type { Secret } from '@kivuko/log'

/** A tenant as the authorization side knows it. */
export interface Tenant {
  readonly id: string
  /** The HMAC key of the tenant's admin requests. */
  readonly apiSecret: Secret
  /** The page that users are sent to for their consent; without it nobody can be asked. */
  readonly idpConsentUrl?: string
  /** What the identity provider proves itself with. */
  readonly idpSecret?: Secret
  readonly createdAtMs: number
}

/** What may change of a tenant. What is left out stays as it is. */
export type TenantChange = Partial<Pick<Tenant, 'apiSecret' | 'idpConsentUrl' | 'idpSecret'>>

/** Where tenants are kept. */
export interface TenantStore {
  /** Adds a tenant, or sets all that is known of it; one that was removed is there again. */
  put(tenant: Tenant): Promise<void>
  /** A tenant that is not removed. */
  find(id: string): Promise<Tenant | undefined>
  /** False when there is no such tenant. */
  change(id: string, change: TenantChange): Promise<boolean>
  /** False when there is no such tenant, or not any more. */
  remove(id: string, deletedAtMs: number): Promise<boolean>
}
