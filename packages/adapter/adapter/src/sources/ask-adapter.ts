import type { ProviderFailure } from '../outcome.ts'

/** What another adapter is asked. */
export interface AskOther {
  /** Its default one if left out. */
  readonly endpoint?: string
  /** The parameters, and `maxAge` where older values will not do. */
  readonly data: Readonly<Record<string, unknown>>
}

/** What another adapter answered. */
export type OtherAnswer = { readonly value: OtherValue } | { readonly failure: ProviderFailure }

/** A value of another adapter. */
export interface OtherValue {
  readonly result: unknown
  /** Its whole `data`, where the result is one of several members. */
  readonly data: Readonly<Record<string, unknown>>
  /** When it says the value is from. */
  readonly at?: number
  /** When that adapter had it from its provider, where it tells; ms since the epoch. */
  readonly receivedAt?: number
}

/** Asks one adapter; never rejects for what goes wrong there. */
export interface AskAdapter {
  (ask: AskOther, signal: AbortSignal): Promise<OtherAnswer>
  /**
   * Of adapters in this process: tells each value that is kept from now on, the moment that it is.
   * Asking is what keeps it fresh. The returned function ends it.
   */
  readonly watch?: (ask: AskOther, hear: (value: OtherValue) => void) => () => void
}

/** Finds another adapter by its name; undefined when nobody has said where it is. */
export type OtherAdapters = (name: string) => AskAdapter | undefined
