import type { Clock } from '@kivuko/clock'
import type { Random } from '@kivuko/random'
import type { AdminApi } from './admin-api.ts'
import { documents } from './admin-documents.ts'
import { type AnsweringServer, startAnsweringServer } from './answering-server.ts'

/** An account servicing entity that funds what its node asks it to fund. */
export interface Ase extends AsyncDisposable {
  readonly webhookUrl: string
  /** From here on outgoing payments are funded, each once. */
  fundThrough(admin: AdminApi): void
  /** Waits for the webhook that says that a payment is over; throws when it failed. */
  completed(paymentId: string): Promise<void>
}

/** How long a payment may take at all. */
const paymentMsMax = 20_000

/** Starts one on a free port. Webhooks are answered at once, as one that queues them would. */
export async function startAse({ clock, random }: { clock: Clock; random: Random }): Promise<Ase> {
  const endings = createEndings(clock)
  let admin: AdminApi | undefined

  const fund = async (paymentId: string): Promise<void> => {
    if (admin === undefined) throw new Error('a webhook came before the bench began')
    const input = { outgoingPaymentId: paymentId, idempotencyKey: random.uuid() }
    await admin.call(documents.fund, { input })
  }

  const server: AnsweringServer = await startAnsweringServer({
    contentType: 'application/json',
    answer: (body) => {
      const event = JSON.parse(body.toString()) as Webhook // From the node itself.
      const { id, error } = event.data
      switch (event.type) {
        case 'outgoing_payment.created':
          fund(id).catch((cause: unknown) => endings.end(id, new Error(String(cause))))
          break
        case 'outgoing_payment.completed':
          endings.end(id)
          break
        case 'outgoing_payment.failed':
          endings.end(id, new Error(`the payment failed: ${error}`))
          break
      }
      return empty
    },
  })
  return {
    webhookUrl: `${server.url}/webhooks`,
    fundThrough(api) {
      admin = api
    },
    completed: (paymentId) => endings.of(paymentId),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}

interface Webhook {
  readonly type: string
  readonly data: { readonly id: string; readonly error?: string }
}

const empty = Buffer.alloc(0)

/** Ends of payments, which may come before or after somebody waits for them. */
function createEndings(clock: Clock) {
  const known = new Map<string, PromiseWithResolvers<void>>()
  const find = (id: string): PromiseWithResolvers<void> => {
    const ending = known.get(id) ?? Promise.withResolvers<void>()
    known.set(id, ending)
    return ending
  }
  return {
    end(id: string, error?: Error): void {
      const { promise, resolve, reject } = find(id)
      // Nobody may be waiting for it yet.
      promise.catch(() => {})
      if (error === undefined) resolve()
      else reject(error)
    },
    async of(id: string): Promise<void> {
      const { promise, reject } = find(id)
      const late = clock.after(paymentMsMax, () => {
        reject(new Error(`the payment has not ended within ${paymentMsMax} ms`))
      })
      await promise.finally(() => {
        late.cancel()
        known.delete(id)
      })
    },
  }
}
