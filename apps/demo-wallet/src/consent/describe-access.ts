import type { AccessAction, AccessItem, AccessLimits } from '@kivuko/gnap'
import type { Amount } from '@kivuko/money'
import type { WireAmount } from '@kivuko/open-payments'
import { describeInterval } from './describe-interval.ts'

/** What a client asks for, in people's words. */
export interface AskedInWords {
  /** What may leave the account; undefined when nothing may. */
  readonly spending?: Spending
  /** All else, a sentence each. */
  readonly permissions: readonly string[]
}

/** Money that a client may send from the account. */
export interface Spending {
  /** Undefined when there is no limit. */
  readonly amount: Amount | undefined
  /** Whether the amount is what the sender gives, or what the receiver gets. */
  readonly counts: 'sent' | 'received'
  /** Such as `every month`; undefined when the amount is for all payments together. */
  readonly interval: string | undefined
  /** The incoming payment that alone may be paid. */
  readonly receiver: string | undefined
}

/** Describes the access of a grant; `subjectIds` are what the client wants to know the user as. */
export function describeAccess(
  access: readonly AccessItem[],
  subjectIds: readonly string[],
): AskedInWords {
  const spender = access.find(
    ({ type, actions }) => type === 'outgoing-payment' && actions.includes('create'),
  )
  const permissions = new Set(access.flatMap(permissionsOf))
  for (const id of subjectIds) permissions.add(`Know that you are ${id}`)
  return {
    ...(spender && { spending: describeSpending(spender.limits ?? {}) }),
    permissions: [...permissions],
  }
}

function describeSpending({ debitAmount, receiveAmount, interval, receiver }: AccessLimits) {
  return {
    amount: amountOf(debitAmount ?? receiveAmount),
    counts: receiveAmount === undefined ? 'sent' : 'received',
    interval: interval === undefined ? undefined : describeInterval(interval),
    receiver,
  } as const
}

function amountOf(amount: WireAmount | undefined): Amount | undefined {
  return (
    amount && {
      value: BigInt(amount.value),
      code: amount.assetCode,
      scale: amount.assetScale,
    }
  )
}

function permissionsOf({ type, actions }: AccessItem): readonly string[] {
  const sentences = sentencesFor[type]
  return actions.flatMap((action) => sentences[action] ?? [])
}

/** Creating outgoing payments is missing: it is what the page says first, and largest. */
const sentencesFor: Readonly<
  Record<AccessItem['type'], Readonly<Partial<Record<AccessAction, string>>>>
> = {
  'outgoing-payment': {
    read: 'See the payments that it sends for you',
    list: 'See the payments that it sends for you',
    'read-all': 'See all payments that are sent from your account',
    'list-all': 'See all payments that are sent from your account',
  },
  'incoming-payment': {
    create: 'Ask others to pay into your account',
    complete: 'Close the payment requests that it made',
    read: 'See the payments that it asked for',
    list: 'See the payments that it asked for',
    'read-all': 'See all payments into your account',
    'list-all': 'See all payments into your account',
  },
  quote: {
    create: 'Ask what a payment would cost',
    read: 'See the offers that it asked for',
    'read-all': 'See all offers for payments from your account',
  },
}
