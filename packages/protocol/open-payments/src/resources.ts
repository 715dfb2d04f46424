import { z } from 'zod'

import { amountSchema, type WireAmount } from './amount.ts'

/** A wallet address as its URL answers. Members that are not known are dropped. */
export interface WireWalletAddress {
  readonly id: string
  readonly publicName?: string | undefined
  readonly assetCode: string
  readonly assetScale: number
  /** The URL at which grants for this wallet address are asked for. */
  readonly authServer: string
  /** The URL below which its resources live. */
  readonly resourceServer: string
  readonly cardService?: string | undefined
  readonly additionalProperties?: Readonly<Record<string, unknown>> | undefined
}

/** How an incoming payment can be paid over Interledger. */
export interface WireIlpMethod {
  readonly type: 'ilp'
  readonly ilpAddress: string
  /** 32 bytes in base64url: the STREAM secret. */
  readonly sharedSecret: string
}

/** An incoming payment as its own server writes it to a client that may read it. */
export interface WireIncomingPayment {
  readonly id: string
  readonly walletAddress: string
  readonly completed: boolean
  readonly incomingAmount?: WireAmount | undefined
  readonly receivedAmount: WireAmount
  readonly expiresAt?: string | undefined
  readonly createdAt: string
  readonly metadata?: Readonly<Record<string, unknown>> | undefined
}

/** The same with the ways to pay it: none when it takes no more money. */
export interface WireIncomingPaymentWithMethods extends WireIncomingPayment {
  readonly methods: readonly WireIlpMethod[]
}

/** What anyone may see of an incoming payment. */
export interface WirePublicIncomingPayment {
  readonly receivedAmount?: WireAmount | undefined
  readonly authServer: string
}

/** A quote. */
export interface WireQuote {
  readonly id: string
  readonly walletAddress: string
  readonly receiver: string
  readonly receiveAmount: WireAmount
  readonly debitAmount: WireAmount
  readonly method: 'ilp'
  readonly createdAt: string
  readonly expiresAt?: string | undefined
}

/**
 * An outgoing payment; the spent amounts are those under its grant before it, told at its creation.
 */
export interface WireOutgoingPayment {
  readonly id: string
  readonly walletAddress: string
  readonly quoteId?: string | undefined
  readonly failed: boolean
  readonly receiver: string
  readonly receiveAmount: WireAmount
  readonly debitAmount: WireAmount
  readonly sentAmount: WireAmount
  readonly metadata?: Readonly<Record<string, unknown>> | undefined
  readonly createdAt: string
  readonly grantSpentDebitAmount?: WireAmount | undefined
  readonly grantSpentReceiveAmount?: WireAmount | undefined
}

/** The schema of a wallet address of another server. */
export const walletAddressSchema: z.ZodType<WireWalletAddress> = z.object({
  id: z.url(),
  publicName: z.string().optional(),
  assetCode: z.string().min(1),
  assetScale: z.int().min(0).max(255),
  authServer: z.url(),
  resourceServer: z.url(),
  cardService: z.url().optional(),
  additionalProperties: z.record(z.string(), z.unknown()).optional(),
})

const incomingPaymentShape = {
  id: z.url(),
  walletAddress: z.url(),
  completed: z.boolean().default(false),
  incomingAmount: amountSchema.optional(),
  receivedAmount: amountSchema,
  expiresAt: z.iso.datetime({ offset: true }).optional(),
  createdAt: z.iso.datetime({ offset: true }),
  metadata: z.record(z.string(), z.unknown()).optional(),
}

/** The schema of an incoming payment of another server, as `complete` and lists give it. */
export const incomingPaymentSchema: z.ZodType<WireIncomingPayment> = z.object(incomingPaymentShape)

/**
 * The schema of an incoming payment of another server with the ways to pay it. Ways other than
 * `ilp` are passed over.
 */
export const incomingPaymentWithMethodsSchema: z.ZodType<WireIncomingPaymentWithMethods> = z.object(
  {
    ...incomingPaymentShape,
    methods: z.array(z.looseObject({ type: z.string() })).transform((methods) =>
      methods.flatMap((method) => {
        const parsed = ilpMethodSchema.safeParse(method)
        return parsed.success ? [parsed.data] : []
      }),
    ),
  },
)

const ilpMethodSchema = z.object({
  type: z.literal('ilp'),
  ilpAddress: z.string().min(1).max(1023),
  sharedSecret: z.string().regex(/^[A-Za-z0-9_-]+=*$/),
})

/** The schema of what anyone may see of an incoming payment of another server. */
export const publicIncomingPaymentSchema: z.ZodType<WirePublicIncomingPayment> = z.object({
  receivedAmount: amountSchema.optional(),
  authServer: z.url(),
})
