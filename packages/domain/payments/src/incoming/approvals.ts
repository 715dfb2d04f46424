import type { Clock } from '@kivuko/clock'
import type { Postgres } from '@kivuko/postgres'
import type { PaymentNotices } from '../payment-notices.ts'
import type { PaymentStore } from '../payment-store.ts'
import type { Refused } from '../payments.ts'
import { refuse } from '../refused.ts'
import type { IncomingPaymentId } from '../resources.ts'
import { waitForNews } from '../wait-for-news.ts'

/** Waits for the ASE's word on new incoming payments, where it has asked to be asked. */
export interface Approvals {
  /**
   * Resolves when the payment may go on, or with why it may not: cancelled, or no answer in time.
   */
  refusal(id: IncomingPaymentId): Promise<Refused<'ActionNotPerformed'> | undefined>
}

/** How often the row is looked at while no news come. */
const lookAgainMs = 1_000

/** Makes approvals; without `waitMs` every payment is approved at once. */
export function createApprovals(options: {
  postgres: Postgres
  store: Pick<PaymentStore, 'incoming'>
  notices: PaymentNotices
  clock: Clock
  waitMs?: number | undefined
}): Approvals {
  const { waitMs } = options
  if (waitMs === undefined) return { refusal: async () => undefined }
  return { refusal: (id) => waitForDecision(options, { id, waitMs }) }
}

async function waitForDecision(
  { postgres, store, notices, clock }: Parameters<typeof createApprovals>[0],
  { id, waitMs }: { id: IncomingPaymentId; waitMs: number },
): Promise<Refused<'ActionNotPerformed'> | undefined> {
  const endMs = clock.monotonicMs() + waitMs
  for (;;) {
    const news = waitForNews({ notices, clock, id, waitMs: lookAgainMs })
    const record = await store.incoming.read(postgres, id)
    if (record?.approvedAtMs !== undefined) return undefined
    if (record?.cancelledAtMs !== undefined) {
      return refuse('ActionNotPerformed', record.cancellationReason ?? 'cancelled by the ASE')
    }
    if (clock.monotonicMs() >= endMs) {
      return refuse('ActionNotPerformed', 'the ASE did not answer in time')
    }
    await news
  }
}
