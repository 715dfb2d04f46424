import type { LimitTerms } from '../limits/limiter.ts'
import type { Endpoints } from './endpoint.ts'
import type { Fields } from './field.ts'

/** What a provider's plan allows. */
export interface Plan extends LimitTerms {
  /** Streams open at once, of all sources together; one for each source if left out. */
  readonly connections?: number
  /** Subscriptions on each stream. */
  readonly subscriptions?: number
}

/** An adapter as its author writes it down; nothing runs before it is started. */
export interface AdapterDefinition<E extends Endpoints = Endpoints, Own extends Fields = Fields> {
  /** Letters, digits, dashes and underscores; letter case does not matter. */
  readonly name: string
  /** For /health and metrics. */
  readonly version?: string
  readonly endpoints: E
  /** Which endpoint a request without one means; the only one, where there is one only. */
  readonly defaultEndpoint?: string
  /** The adapter's own settings, by the names of their variables. */
  readonly env?: Own
  /**
   * Every variable may be written with this before it, to tell adapters of one process apart:
   * `ACME` makes `ACME_API_KEY` win over `API_KEY`. By default the name in upper case.
   */
  readonly envPrefix?: string
  /** Other defaults for the framework's own variables, written as the variables would be. */
  readonly settingDefaults?: Readonly<Record<string, string>>
  /** Chosen with `RATE_LIMIT_API_TIER`; without a choice the one that allows least. */
  readonly plans?: Readonly<Record<string, Plan>>
  /** Adapters that this one asks, found by `<NAME>_ADAPTER_URL` unless they are in the process. */
  readonly asks?: readonly string[]
}
