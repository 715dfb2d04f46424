import type { Refused } from '@kivuko/payments'

import { preferredType } from '../accept.ts'
import { unkeepable } from '../json-limits.ts'
import type { OperationId } from '../openapi/operations.ts'
import { type Refusal, refuse } from '../refusal.ts'
import type { ResourceApi } from '../resource-api.ts'
import type { ResourceRequest } from '../resource-request.ts'

/**
 * Holds a request against the OpenAPI document, and its body against what can be kept. The client
 * must take JSON.
 */
export function validateRequest(
  { openApi }: Pick<ResourceApi, 'openApi'>,
  operation: OperationId,
  request: Pick<ResourceRequest, 'headers' | 'query' | 'body'>,
): Refused<Refusal> | undefined {
  const { headers, query, body } = request
  if (preferredType(headers.accept, ['application/json']) === undefined) {
    return refuse('NotAcceptable', 'must accept application/json')
  }
  const complaint = openApi.requestComplaint(operation, { query, body })
  if (complaint !== undefined) return refuse('InvalidRequest', complaint)
  const limit = unkeepable(body)
  return limit === undefined ? undefined : refuse('InvalidRequest', `body ${limit}`)
}
