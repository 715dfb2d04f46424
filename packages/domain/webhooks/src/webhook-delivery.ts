import type { Clock, Timer } from '@kivuko/clock'
import type { Log } from '@kivuko/log'
import type { Metrics } from '@kivuko/metrics'
import { attemptDelivery } from './attempt-delivery.ts'
import { createWebhookEvents } from './events.ts'
import type { WebhookEndpoints, WebhookSender } from './webhook-endpoints.ts'
import type { ClaimedDelivery, SettledDelivery, WebhookStore } from './webhook-store.ts'

/** Deliveries claimed at once; also the most that one recipient's claims may exceed its share. */
const claimsMax = 32
/** Deliveries under way to one recipient from this process: a slow one holds up nobody else. */
const deliveriesPerRecipientMax = 32
/** Deliveries under way from this process. */
const deliveriesMax = 256
/** How long a claim holds unless it is renewed: the events of a process that died wait so long. */
const leaseMs = 15_000
/** How often the claims of deliveries under way are renewed. */
const renewMs = 5_000
/** How often due deliveries are looked for without having been announced: the safety net. */
const pollMs = 5_000

/** Tells ASEs of events, each at least once, for as long as it is open. */
export interface WebhookDelivery extends AsyncDisposable {
  start(): Promise<void>
}

/**
 * Delivers events: woken by the store's announcement, by the next due time, and by a poll as the
 * safety net. Any number of processes share the work. Recipients are independent of each other.
 */
export function createWebhookDelivery(options: {
  store: WebhookStore
  endpoints: WebhookEndpoints
  sender: WebhookSender
  clock: Clock
  log: Log
  metrics: Metrics
}): WebhookDelivery {
  const loop = new DeliveryLoop(options)
  return {
    start: () => loop.start(),
    [Symbol.asyncDispose]: () => loop.stop(),
  }
}

type Options = Parameters<typeof createWebhookDelivery>[0]

class DeliveryLoop {
  readonly #options: Options
  readonly #events: ReturnType<typeof createWebhookEvents>
  readonly #underWay = new Map<Promise<void>, ClaimedDelivery>()
  readonly #perRecipient = new Map<string, number>()
  #settled: SettledDelivery[] = []
  #settling: Promise<void> | undefined
  #claiming: Promise<void> | undefined
  #again = false
  #stopped = false
  #timer: Timer | undefined
  #renewing: Timer | undefined
  #listener: AsyncDisposable | undefined

  constructor(options: Options) {
    this.#options = options
    this.#events = createWebhookEvents(options)
  }

  async start(): Promise<void> {
    this.#listener = await this.#options.store.onAdded(() => this.#wake())
    this.#renewLater()
    this.#wake()
  }

  /** Takes no new work, and waits for what is under way and for its ends to be kept. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#timer?.cancel()
    await this.#listener?.[Symbol.asyncDispose]()
    await this.#claiming
    await Promise.all(this.#underWay.keys())
    while (this.#settling) await this.#settling
    this.#renewing?.cancel()
  }

  #wake(): void {
    if (this.#stopped) return
    if (this.#claiming) {
      this.#again = true
      return
    }
    this.#timer?.cancel()
    this.#claiming = this.#claimAll()
      .catch((err: unknown) => {
        this.#events.storeFailed(err)
        this.#wakeIn(pollMs)
      })
      .finally(() => {
        this.#claiming = undefined
        if (this.#again) {
          this.#again = false
          this.#wake()
        }
      })
  }

  async #claimAll(): Promise<void> {
    const { store, clock } = this.#options
    while (!this.#stopped && this.#underWay.size < deliveriesMax) {
      const claimed = await store.claim({
        nowMs: clock.now(),
        leaseMs,
        limit: claimsMax,
        recipientsNot: this.#recipientsAtLimit(),
      })
      for (const delivery of claimed) this.#begin(delivery)
      if (claimed.length < claimsMax) break
    }
    const dueMs = await store.nextDueMs()
    const waitMs = dueMs === undefined ? pollMs : Math.max(0, dueMs - clock.now())
    this.#wakeIn(Math.min(pollMs, Math.max(waitMs, this.#underWay.size > 0 ? 100 : 0)))
  }

  #wakeIn(waitMs: number): void {
    if (this.#stopped) return
    this.#timer?.cancel()
    this.#timer = this.#options.clock.after(waitMs, () => this.#wake())
  }

  #recipientsAtLimit(): string[] {
    return [...this.#perRecipient]
      .filter(([, count]) => count >= deliveriesPerRecipientMax)
      .map(([recipient]) => recipient)
  }

  #begin(delivery: ClaimedDelivery): void {
    const { recipient } = delivery
    this.#count(recipient, 1)
    const done = attemptDelivery({ ...this.#options, delivery })
      .then((settled) => {
        this.#events.attempted(delivery, settled.result)
        this.#settle(settled)
      })
      .catch((err: unknown) => this.#events.storeFailed(err))
      .finally(() => {
        this.#underWay.delete(done)
        const wasAtLimit = this.#count(recipient, -1) === deliveriesPerRecipientMax - 1
        if (wasAtLimit || this.#underWay.size === deliveriesMax - 1) this.#wake()
      })
    this.#underWay.set(done, delivery)
  }

  /** Slow ones, and those that a stop waits for, stay ours: a short lease is enough. */
  #renewLater(): void {
    const { store, clock } = this.#options
    this.#renewing = clock.after(renewMs, () => {
      const deliveries = [...this.#underWay.values()]
      if (deliveries.length > 0) {
        store
          .renew(deliveries, clock.now() + leaseMs)
          .catch((err: unknown) => this.#events.storeFailed(err))
      }
      this.#renewLater()
    })
  }

  #count(recipient: string, change: 1 | -1): number {
    const count = (this.#perRecipient.get(recipient) ?? 0) + change
    if (count === 0) this.#perRecipient.delete(recipient)
    else this.#perRecipient.set(recipient, count)
    return count
  }

  /**
   * Keeps the ends of attempts, all that came while the former were being kept in one statement.
   */
  #settle(settled: SettledDelivery): void {
    this.#settled.push(settled)
    this.#settling ??= this.#settleAll().finally(() => {
      this.#settling = undefined
    })
  }

  async #settleAll(): Promise<void> {
    const { store, clock } = this.#options
    await Promise.resolve()
    while (this.#settled.length > 0) {
      const batch = this.#settled
      this.#settled = []
      try {
        await store.settle(batch)
        this.#wake()
      } catch (err) {
        this.#events.storeFailed(err)
        // Kept in memory and tried again; if the process dies the lease runs out and the event is
        // told twice.
        this.#settled = batch.concat(this.#settled)
        if (this.#stopped) return
        await clock.sleep(pollMs / 10)
      }
    }
  }
}
