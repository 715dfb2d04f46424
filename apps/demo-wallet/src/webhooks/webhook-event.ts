import { amountSchema } from '@kivuko/open-payments'
import { z } from 'zod'

/** What the node tells about a payment or about its liquidity, as far as this wallet acts on it. */
export type WebhookEvent =
  | OutgoingPaymentEvent
  | IncomingPaymentEvent
  | LiquidityEvent
  | { readonly type: 'other'; readonly id: string }

/** An outgoing payment waits for its money, or has ended. */
export type OutgoingPaymentEvent = z.infer<typeof outgoingSchema>

/** An incoming payment has ended, and has brought something. */
export type IncomingPaymentEvent = z.infer<typeof incomingSchema>

/** The node's money for an asset or a peer runs low. */
export type LiquidityEvent = z.infer<typeof liquiditySchema>

/** Reads a webhook's body; undefined when it is none. Kinds that are not acted on are `other`. */
export function parseWebhookEvent(body: unknown): WebhookEvent | undefined {
  const known = knownSchema.safeParse(body)
  if (known.success) return known.data
  const other = otherSchema.safeParse(body)
  return other.success ? { type: 'other', id: other.data.id } : undefined
}

const amount = amountSchema.transform(({ value, assetCode, assetScale }) => ({
  value: BigInt(value),
  code: assetCode,
  scale: assetScale,
}))

const outgoingSchema = z.object({
  type: z.enum([
    'outgoing_payment.created',
    'outgoing_payment.completed',
    'outgoing_payment.failed',
  ]),
  id: z.uuid(),
  data: z.object({
    id: z.uuid(),
    walletAddressId: z.uuid(),
    debitAmount: amount,
    /** What is left of the debit amount once the payment has ended. */
    balance: z
      .string()
      .regex(/^[0-9]{1,20}$/)
      .transform(BigInt),
  }),
})

const incomingSchema = z.object({
  type: z.enum(['incoming_payment.completed', 'incoming_payment.expired']),
  id: z.uuid(),
  data: z.object({ id: z.uuid(), walletAddressId: z.uuid(), receivedAmount: amount }),
})

const liquiditySchema = z.object({
  type: z.enum(['asset.liquidity_low', 'peer.liquidity_low']),
  id: z.uuid(),
  data: z.object({ id: z.uuid(), balance: z.string(), liquidityThreshold: z.string().nullable() }),
})

const knownSchema = z.discriminatedUnion('type', [outgoingSchema, incomingSchema, liquiditySchema])

/** A kind that is acted on must have its form; any other only its name. */
const otherSchema = z.object({
  id: z.string(),
  type: z.string().refine((type) => !isKnown(type)),
})

function isKnown(type: string): boolean {
  return knownSchema.options.some(({ shape }) => shape.type.safeParse(type).success)
}
