/** What a provider told about one set of parameters. */
export interface ProviderValue {
  /** What nodes read: a number most often. */
  readonly result: unknown
  /** More of the answer, beside `result`. */
  readonly data?: Readonly<Record<string, unknown>>
  /** When the provider says it is from, in ms since the epoch. */
  readonly at?: number
  /** What is answered instead of 200; a value with any other status is never kept. */
  readonly statusCode?: number
}

/** Why there is no value. */
export interface ProviderFailure {
  /** What the client is answered: 502 most often, 504 for a time-out, 429 for a spent limit. */
  readonly statusCode: number
  /** What the provider answered, if it answered. */
  readonly providerStatusCode?: number
  /** For people; without secrets. */
  readonly message: string
  /** Do not ask again before, in ms since the epoch: the provider's Retry-After. */
  readonly retryAtMs?: number
}

/** What came of asking for one set of parameters. */
export type Outcome = { readonly value: ProviderValue } | { readonly failure: ProviderFailure }

/** When things happened, in ms since the epoch. */
export interface Timestamps {
  readonly providerDataRequestedUnixMs?: number
  readonly providerDataStreamEstablishedUnixMs?: number
  readonly providerDataReceivedUnixMs: number
  readonly providerIndicatedTimeUnixMs?: number
}
