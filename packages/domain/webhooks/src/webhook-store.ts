import type { WebhookEvent } from './webhook-event.ts'

/** One event on its way to one recipient, claimed for an attempt. */
export interface ClaimedDelivery {
  readonly event: WebhookEvent
  /** Whose endpoint it goes to: a tenant's id. */
  readonly recipient: string
  /** This attempt's number, from 1. */
  readonly attempt: number
}

/** How an attempt ended. */
export type AttemptResult =
  | { readonly end: 'delivered'; readonly status: number }
  | {
      readonly end: 'failed'
      readonly status?: number
      readonly error: string
      /** When to try again; without it the delivery is dead. */
      readonly nextAttemptAtMs?: number
    }

/** The end of one claimed attempt. */
export interface SettledDelivery {
  readonly eventId: string
  readonly recipient: string
  readonly atMs: number
  readonly result: AttemptResult
}

/** Where a delivery stands. */
export interface DeliveryState {
  readonly eventId: string
  readonly recipient: string
  readonly state: 'open' | 'delivered' | 'dead'
  readonly attempts: number
  readonly nextAttemptAtMs?: number
  readonly lastStatus?: number
  readonly lastError?: string
}

/** Which events to list: newest first unless `ascending`, at most `limit`. */
export interface EventQuery {
  readonly tenantId?: string
  readonly types?: readonly string[]
  readonly typesNot?: readonly string[]
  /** Only events on this side of the event with that id, in the list's order. */
  readonly after?: string
  readonly ascending?: boolean
  readonly limit: number
}

/** Events and their deliveries, kept where the payments are kept. */
export interface WebhookStore {
  /**
   * Claims due deliveries for `leaseMs`; if their process dies, they are due again after it. A
   * delivery waits while an earlier one of the same resource and recipient has not had its first
   * attempt.
   */
  claim(options: {
    nowMs: number
    leaseMs: number
    limit: number
    recipientsNot: readonly string[]
  }): Promise<readonly ClaimedDelivery[]>
  /** Holds claims of attempts that are still under way until `untilMs`. */
  renew(deliveries: readonly ClaimedDelivery[], untilMs: number): Promise<void>
  settle(deliveries: readonly SettledDelivery[]): Promise<void>
  /** When the next open delivery is due; undefined when there is none. */
  nextDueMs(): Promise<number | undefined>
  event(id: string): Promise<WebhookEvent | undefined>
  /** The newest event of a resource that money can be withdrawn by. */
  withdrawalEvent(resourceId: string): Promise<WebhookEvent | undefined>
  events(query: EventQuery): Promise<readonly WebhookEvent[]>
  deliveries(eventId: string): Promise<readonly DeliveryState[]>
  /** Makes every delivery of an event due now, with its attempts counted from nothing. */
  replay(eventId: string, nowMs: number): Promise<boolean>
  /** Calls back when events were added by any process, and after messages may have been missed. */
  onAdded(call: () => void): Promise<AsyncDisposable>
}
