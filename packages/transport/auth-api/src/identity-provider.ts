import type { Grant, Grants } from '@kivuko/grants'
import type { FastifyRequest } from 'fastify'

/** Whether a request comes from the identity provider of the grant's tenant. */
export async function isFromIdentityProvider(
  grants: Pick<Grants, 'tenant'>,
  { grant, request }: { readonly grant: Grant; readonly request: FastifyRequest },
): Promise<boolean> {
  const given = request.headers['x-idp-secret']
  const secret = (await grants.tenant(grant.tenantId))?.idpSecret
  return typeof given === 'string' && secret !== undefined && secret.equals(given)
}
