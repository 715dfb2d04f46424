import type { Log } from '@kivuko/log'
import type { Metrics } from '@kivuko/metrics'
import type { AttemptResult, ClaimedDelivery } from './webhook-store.ts'

/** What is logged and counted of webhooks: one call for each business event. */
export function createWebhookEvents({ log, metrics }: { log: Log; metrics: Metrics }) {
  const attempts = (result: string) =>
    metrics.counter({
      name: 'kivuko_webhook_attempts_total',
      help: 'Attempts to tell an ASE of an event, by how they ended.',
      labels: { result },
    })
  const delivered = attempts('delivered')
  const failed = attempts('failed')
  const dead = attempts('dead')
  return {
    attempted({ event, recipient, attempt }: ClaimedDelivery, result: AttemptResult): void {
      const fields = { eventId: event.id, type: event.type, recipient, attempt }
      if (result.end === 'delivered') {
        delivered.add()
        log.debug('webhook delivered', fields)
      } else if (result.nextAttemptAtMs !== undefined) {
        failed.add()
        log.warn('webhook attempt failed', { ...fields, error: result.error })
      } else {
        dead.add()
        log.error('webhook given up; replay it when the endpoint is mended', {
          ...fields,
          error: result.error,
        })
      }
    },
    storeFailed(err: unknown): void {
      log.error('webhooks cannot reach their store', { err })
    },
  }
}
