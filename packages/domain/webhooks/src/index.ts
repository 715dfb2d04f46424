export type {
  NewWebhookEvent,
  WebhookEvent,
  WebhookEventType,
  WebhookOutbox,
} from './webhook-event.ts'
export type {
  AttemptResult,
  ClaimedDelivery,
  DeliveryState,
  EventQuery,
  SettledDelivery,
  WebhookStore,
} from './webhook-store.ts'
export type { WebhookEndpoint, WebhookEndpoints, WebhookSender } from './webhook-endpoints.ts'
export { createPostgresWebhookStore } from './webhook-store-postgres.ts'
export { createWebhookDelivery, type WebhookDelivery } from './webhook-delivery.ts'
export { webhookMigrations } from './webhook-migrations.ts'
