import type { TenantId } from '@kivuko/directory'
import type { WebhookEvent } from '@kivuko/webhooks'
import type { WebhookEvent as WholeEvent } from '../generated/admin-types.generated.ts'
import { dateText } from './date-text.ts'

/** An event without the fields that cost a look-up. */
export interface WebhookEventNode extends Omit<WholeEvent, 'tenant'> {
  readonly tenantId: TenantId
}

/** Writes an event. */
export function webhookEventNode(event: WebhookEvent): WebhookEventNode {
  return {
    id: event.id,
    tenantId: event.tenantId as TenantId, // Events are written with the id of a tenant.
    type: event.type,
    data: event.data,
    createdAt: dateText(event.createdAtMs),
  }
}
