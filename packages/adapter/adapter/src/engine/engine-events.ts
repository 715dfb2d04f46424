import type { ProviderFailure } from '../outcome.ts'

/** What the engine tells of its work, for counters; called in the middle of it: be quick. */
export interface EngineEvents {
  /** A call to a provider is over. */
  readonly onCall: (call: CallEvent) => void
  /** A value was kept, of an endpoint. */
  readonly onStored: (endpoint: string) => void
  /** Requests were refused by a bound or by the plan. */
  readonly onRefused: (reason: RefusedReason) => void
}

/** A call to a provider. */
export interface CallEvent {
  readonly endpoint: string
  readonly source: string
  readonly cost: number
  readonly keys: number
  readonly failures: number
  /** Why, where it brought nothing at all. */
  readonly failure: ProviderFailure | undefined
  readonly seconds: number
}

/** Why a request was not let wait. */
export type RefusedReason = 'plan' | 'waiters' | 'waiting-keys' | 'keys' | 'patience'

/** Events that nobody counts. */
export const uncounted: EngineEvents = {
  onCall: () => {},
  onStored: () => {},
  onRefused: () => {},
}
