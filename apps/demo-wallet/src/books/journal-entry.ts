import { parseUint64 } from '@kivuko/money'
import { z } from 'zod'

/**
 * One thing that happened to the money of an account; amounts are in its smallest unit.
 *
 * | kind        | what it says                                                                |
 * |-------------|-----------------------------------------------------------------------------|
 * | `opened`    | the account is there, with a first balance                                  |
 * | `addressed` | payments to and from a wallet address are the account's                     |
 * | `held`      | an outgoing payment is going to take up to this much                        |
 * | `released`  | the payment took nothing: all of the hold is back                           |
 * | `sent`      | the payment took this much for good: the rest of the hold is back           |
 * | `received`  | an incoming payment brought this much                                       |
 */
export type JournalEntry = { readonly atMs: number } & (
  | {
      readonly kind: 'opened'
      readonly account: string
      readonly name: string
      readonly amount: bigint
    }
  | { readonly kind: 'addressed'; readonly account: string; readonly walletAddressId: string }
  | {
      readonly kind: 'held'
      readonly account: string
      readonly payment: string
      readonly amount: bigint
    }
  | { readonly kind: 'released'; readonly payment: string }
  | { readonly kind: 'sent'; readonly payment: string; readonly amount: bigint }
  | {
      readonly kind: 'received'
      readonly account: string
      readonly payment: string
      readonly amount: bigint
    }
)

/** Writes an entry as one line of JSON, its amount as decimal text. */
export function writeEntry(entry: JournalEntry): string {
  return JSON.stringify(entry, (_key, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  )
}

/** Reads a line that `writeEntry` wrote. Throws for any other. */
export function readEntry(line: string): JournalEntry {
  return entrySchema.parse(JSON.parse(line))
}

const atMs = z.int()
const amount = z.string().transform((text, context) => {
  const value = parseUint64(text)
  if (value !== undefined) return value
  context.addIssue({ code: 'custom', message: 'not an amount' })
  return z.NEVER
})
const account = z.string()
const payment = z.string()

const entrySchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('opened'), atMs, account, name: z.string(), amount }),
  z.object({ kind: z.literal('addressed'), atMs, account, walletAddressId: z.string() }),
  z.object({ kind: z.literal('held'), atMs, account, payment, amount }),
  z.object({ kind: z.literal('released'), atMs, payment }),
  z.object({ kind: z.literal('sent'), atMs, payment, amount }),
  z.object({ kind: z.literal('received'), atMs, account, payment, amount }),
])
