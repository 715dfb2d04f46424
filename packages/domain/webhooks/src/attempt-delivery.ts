import type { Clock } from '@kivuko/clock'
import { signWebhook } from '@kivuko/signatures'
import { nextAttemptAtMs } from './retry-plan.ts'
import type { WebhookEndpoint, WebhookEndpoints, WebhookSender } from './webhook-endpoints.ts'
import type { AttemptResult, ClaimedDelivery, SettledDelivery } from './webhook-store.ts'

/** Longest text of an error that is kept with a delivery. */
const errorLengthMax = 500

/**
 * Makes one attempt: finds the endpoint as it is set now, signs, posts; only status 200 counts as
 * told.
 */
export async function attemptDelivery(options: {
  delivery: ClaimedDelivery
  endpoints: WebhookEndpoints
  sender: WebhookSender
  clock: Clock
}): Promise<SettledDelivery> {
  const { delivery, clock } = options
  const result = await attempt(options)
  return {
    eventId: delivery.event.id,
    recipient: delivery.recipient,
    atMs: clock.now(),
    result,
  }
}

async function attempt(options: Parameters<typeof attemptDelivery>[0]): Promise<AttemptResult> {
  const { delivery, endpoints, sender, clock } = options
  let endpoint: WebhookEndpoint | undefined
  const failed = (error: string, status?: number): AttemptResult => {
    const retry = endpoint === undefined || delivery.attempt < endpoint.attemptsMax
    return {
      end: 'failed',
      error: error.slice(0, errorLengthMax),
      ...(status !== undefined && { status }),
      ...(retry && { nextAttemptAtMs: nextAttemptAtMs(clock.now(), delivery.attempt) }),
    }
  }
  try {
    endpoint = await endpoints.endpoint(delivery.recipient)
    if (!endpoint) return failed('no webhook URL is set for this tenant')
    const { status } = await sender.post({
      url: endpoint.url,
      timeoutMs: endpoint.timeoutMs,
      ...requestFor(delivery, endpoint, clock.now()),
    })
    return status === 200
      ? { end: 'delivered', status }
      : failed(`answered ${status}, expected 200`, status)
  } catch (err) {
    return failed(err instanceof Error ? err.message : String(err))
  }
}

function requestFor(
  { event }: ClaimedDelivery,
  endpoint: WebhookEndpoint,
  timestampMs: number,
): { headers: Record<string, string>; body: string } {
  const payload = { id: event.id, type: event.type, data: event.data }
  const headers: Record<string, string> = { 'content-type': 'application/json' }
  if (endpoint.signature) {
    const { secret, version } = endpoint.signature
    headers['rafiki-signature'] = signWebhook({
      body: payload,
      secret: secret.reveal(),
      version,
      nowMs: timestampMs,
    })
  }
  return { headers, body: JSON.stringify(payload) }
}
