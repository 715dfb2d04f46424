import type { TenantId } from '@kivuko/directory'

import type { OperationId } from './openapi/operations.ts'
import type { Answer } from './reply.ts'
import type { ResourceApi } from './resource-api.ts'
import type { ResourceRequest } from './resource-request.ts'

/** A request at a tenant's resource server. */
export interface Asked {
  readonly api: ResourceApi
  readonly request: ResourceRequest
  readonly tenantId: TenantId
}

/** What answers the requests of one operation of Open Payments. */
export interface Endpoint {
  readonly operation: OperationId
  answer(asked: Asked): Promise<Answer>
}
