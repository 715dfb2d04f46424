import type { Tenant, TenantChange, TenantStore } from '@kivuko/grants'
import type { HttpClient, HttpRequest } from '@kivuko/http'
import type { Secret } from '@kivuko/log'

/** Changes of tenants are rare, and somebody is waiting for each. */
const changeTimeoutMs = 5_000

/**
 * Tells the tenant server of another process what has become of tenants. Rejects when it cannot be
 * told; telling it again does no harm.
 */
export function createTenantClient(options: {
  readonly http: HttpClient
  readonly url: string
  readonly secret?: Secret
}): Omit<TenantStore, 'find'> {
  return {
    put: async (tenant) => {
      const { id } = tenant
      await tell(options, { method: 'POST', path: '/tenant', body: { id, ...writeChange(tenant) } })
    },
    change: (id, change) =>
      tell(options, { method: 'PATCH', path: `/tenant/${id}`, body: writeChange(change) }),
    remove: (id, deletedAtMs) => {
      const body = { deletedAt: new Date(deletedAtMs).toISOString() }
      return tell(options, { method: 'DELETE', path: `/tenant/${id}`, body })
    },
  }
}

function writeChange({ apiSecret, idpConsentUrl, idpSecret }: TenantChange | Tenant) {
  return { apiSecret: apiSecret?.reveal(), idpConsentUrl, idpSecret: idpSecret?.reveal() }
}

/** False when there is no such tenant. */
async function tell(
  options: { readonly http: HttpClient; readonly url: string; readonly secret?: Secret },
  told: { readonly method: HttpRequest['method']; readonly path: string; readonly body: object },
): Promise<boolean> {
  const { http, url, secret } = options
  const { status } = await http.request({
    method: told.method,
    url: url.replace(/\/+$/, '') + told.path,
    headers: {
      'content-type': 'application/json',
      ...(secret && { authorization: `Bearer ${secret.reveal()}` }),
    },
    body: JSON.stringify(told.body),
    timeoutMs: changeTimeoutMs,
  })
  if (status === 404) return false
  if (status !== 204) throw new Error(`the tenant server answered ${status}`)
  return true
}
