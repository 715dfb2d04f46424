import type { Clock } from '@kivuko/clock'
import type { HttpClient } from '@kivuko/http'
import { z } from 'zod'

/** Longer than a node takes to tell its wallet, unless something is wrong. */
const bookMsMax = 30_000
const askAgainMs = 10

/** Waits until a wallet has booked a payment for good; gives the account's balance after it. */
export async function awaitBooked(
  { http, clock }: { readonly http: HttpClient; readonly clock: Clock },
  { accountUrl, payment }: { readonly accountUrl: string; readonly payment: string },
): Promise<bigint> {
  const deadlineMs = clock.monotonicMs() + bookMsMax
  for (;;) {
    const { body } = await http.request({ method: 'GET', url: accountUrl })
    const account = accountSchema.parse(JSON.parse(body.toString()))
    const isBooked = account.movements.some(
      (movement) => movement.payment === payment && movement.kind !== 'held',
    )
    if (isBooked) return BigInt(account.balance)
    if (clock.monotonicMs() >= deadlineMs)
      throw new Error(`${accountUrl} does not book the payment`)
    await clock.sleep(askAgainMs)
  }
}

const accountSchema = z.object({
  balance: z.string(),
  movements: z.array(z.object({ kind: z.string(), payment: z.string().optional() })),
})
