import { amountSchema, type WireAmount } from '@kivuko/open-payments'
import { z } from 'zod'

import { parseRepeatingInterval } from './repeating-interval.ts'

/** How many access items a grant may have. */
export const accessItemsMax = 3

/**
 * What may be done with a resource; `read-all` and `list-all` go beyond what the client itself
 * made.
 */
export type AccessAction = 'create' | 'complete' | 'read' | 'read-all' | 'list' | 'list-all'

/** The kinds of resource that access is given to. */
export type AccessType = 'incoming-payment' | 'quote' | 'outgoing-payment'

/** What outgoing payments under a grant may add up to, per interval where there is one. */
export interface AccessLimits {
  /** The URL of the only incoming payment that may be paid. */
  readonly receiver?: string | undefined
  /** Never together with `receiveAmount`. */
  readonly debitAmount?: WireAmount | undefined
  readonly receiveAmount?: WireAmount | undefined
  /** A repeating interval (ISO 8601) by which the amounts begin anew. */
  readonly interval?: string | undefined
}

/** Access that is asked for or was granted. Only outgoing payments have limits. */
export interface AccessItem {
  readonly type: AccessType
  readonly actions: readonly AccessAction[]
  /** The wallet address whose resources are meant; always there for outgoing payments. */
  readonly identifier?: string | undefined
  readonly limits?: AccessLimits | undefined
}

const receiverForm = /^https?:\/\/.+\/incoming-payments\/.+$/

/** A limit that is not known is refused: one that was asked for must not be forgotten. */
const limitsSchema = z
  .strictObject({
    receiver: z.url().regex(receiverForm, 'must be the url of an incoming payment').optional(),
    debitAmount: amountSchema.optional(),
    receiveAmount: amountSchema.optional(),
    interval: z.string().optional(),
  })
  .refine((limits) => !limits.debitAmount || !limits.receiveAmount, {
    error: 'debitAmount and receiveAmount exclude each other',
  })

const askedLimitsSchema = limitsSchema.superRefine((limits, context) => {
  if (limits.interval === undefined) return
  const interval = parseRepeatingInterval(limits.interval)
  if (!('refusal' in interval)) return
  context.addIssue({ code: 'custom', path: ['interval'], message: interval.description })
})

function actionsSchema<const Actions extends readonly AccessAction[]>(actions: Actions) {
  return z.array(z.enum(actions)).refine(areDistinct, 'actions must be distinct')
}

const incomingActions = actionsSchema([
  'create',
  'complete',
  'read',
  'read-all',
  'list',
  'list-all',
])
const outgoingActions = actionsSchema(['create', 'read', 'read-all', 'list', 'list-all'])
const quoteActions = actionsSchema(['create', 'read', 'read-all'])

const incomingSchema = z.strictObject({
  type: z.literal('incoming-payment'),
  actions: incomingActions,
  identifier: z.url().optional(),
})
const quoteSchema = z.strictObject({ type: z.literal('quote'), actions: quoteActions })

/** What a client asks for: one to `accessItemsMax` items, no two alike. */
export const askedAccessSchema: z.ZodType<readonly AccessItem[]> = z
  .array(
    z.discriminatedUnion('type', [
      incomingSchema,
      quoteSchema,
      z.strictObject({
        type: z.literal('outgoing-payment'),
        actions: outgoingActions,
        identifier: z.url(),
        limits: askedLimitsSchema.optional(),
      }),
    ]),
  )
  .min(1)
  .max(accessItemsMax)
  .refine((items) => areDistinct(items.map((item) => JSON.stringify(item))), {
    error: 'access items must be distinct',
  })

/** Access as authorization and resource servers tell each other; here any item may be unbound. */
export const toldAccessSchema: z.ZodType<readonly AccessItem[]> = z
  .array(
    z.discriminatedUnion('type', [
      incomingSchema,
      // A resource server binds what it wants to a wallet address, quotes included.
      quoteSchema.extend({ identifier: z.url().optional() }),
      z.strictObject({
        type: z.literal('outgoing-payment'),
        actions: outgoingActions,
        identifier: z.url().optional(),
        limits: limitsSchema.optional(),
      }),
    ]),
  )
  .max(accessItemsMax)

function areDistinct(items: readonly string[]): boolean {
  return new Set(items).size === items.length
}
