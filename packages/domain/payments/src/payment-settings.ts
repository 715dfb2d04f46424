import type { Ratio } from '@kivuko/money'

/** How payments behave: the defaults are those of the environment variables of the same purpose. */
export interface PaymentSettings {
  /** Below which the node's Open Payments resources live: `https://host`. */
  readonly openPaymentsUrl: string
  /** The node's own wallet address, by which other servers know it as a client. */
  readonly walletAddressUrl: string
  /** How long an incoming payment may stay open. */
  readonly incomingExpiryMsMax: number
  readonly quoteLifespanMs: number
  /** By how much the rate of a payment to another node may be worse than the quoted one. */
  readonly slippage: Ratio
  readonly sendAttemptsMax: number
  /** Payments that one process sends at once. */
  readonly sendersMax: number
  /** Set: a new incoming payment waits so long for the ASE to approve it. */
  readonly approvalWaitMs?: number
  /** Set: each packet that carries data waits for the ASE's decision. */
  readonly partialDecision?: { readonly waitMsMax: number; readonly safetyMarginMs: number }
  /** Development: other servers are called by http where their ids say https. */
  readonly callHttp: boolean
}

/** What holds unless the environment says otherwise. */
export const paymentSettingDefaults = {
  incomingExpiryMsMax: 30 * 24 * 60 * 60 * 1_000,
  quoteLifespanMs: 5 * 60 * 1_000,
  slippage: { num: 1n, den: 100n },
  sendAttemptsMax: 5,
  sendersMax: 32,
  callHttp: false,
} as const satisfies Partial<PaymentSettings>
