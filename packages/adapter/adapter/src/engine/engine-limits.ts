/** Bounds of the engine; all are per adapter. */
export interface EngineLimits {
  readonly keysMax: number
  readonly waitersPerKeyMax: number
  readonly waitingKeysMax: number
  readonly blockedKeysMax: number
  readonly callsFlyingMax: number
  readonly patienceMsMax: number
  readonly callMsMax: number
}

/** The bounds that hold where nothing else is set. */
export const engineLimitsDefault: EngineLimits = {
  /** Keys that are known at a time; beyond it the one not asked for the longest is forgotten. */
  keysMax: 10_000,
  /** Requests that wait for one key; more are answered 503. */
  waitersPerKeyMax: 10_000,
  /** Keys that somebody waits for and that are not being asked for yet; more are answered 429. */
  waitingKeysMax: 10_000,
  /** The same while the plan is spent. */
  blockedKeysMax: 10_000,
  /** Calls to one source under way at a time; what is above waits its turn. */
  callsFlyingMax: 256,
  /** A request waits no longer for the limiter or for a first message: nodes give up after 15 s. */
  patienceMsMax: 10_000,
  /** A call that its source does not end by itself is given up then. */
  callMsMax: 120_000,
}

/** No key is refreshed more often, whatever was set: a typing error must not empty a plan. */
export const refreshMsMin = 100
/** How long before the end of a value's time it is refreshed, if that leaves half of it. */
export const leadMs = 1_000
/** However many failures in a row: nobody is told an old one for long when the provider is back. */
export const failureMsMax = 5_000
/** The first pause of a key's warming after a failure; it doubles with each in a row … */
export const backOffMsMin = 1_000
/** … up to this. */
export const backOffMsMax = 60_000
/** For so long a key that failed last time is waited for, where there is an older value to give. */
export const failingPatienceMs = 1_000
/** The longest pause that a provider's Retry-After is believed for. */
export const retryAfterMsMax = 3_600_000
/** A provider's time further ahead of ours orders nothing: its clock is wrong. */
export const aheadMsMax = 60_000
/** A claim among replicas lasts so long, renewed thrice in it: so long a dead one blocks a key. */
export const claimMs = 3_000
/** How long a replica waits for another's outcome before it tries to take the claim over. */
export const handOverMs = 1_000
/** Keys that one plan is made of. */
export const planKeysMax = 1_000
