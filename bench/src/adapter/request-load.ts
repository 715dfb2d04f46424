/** Requests for prices that are sent once. */
export interface RequestList {
  /** Connections take them in turn. */
  readonly urls: readonly string[]
  readonly connections: number
  /** Numbers of coins: a request for each. Connections take them in turn. */
  readonly coins: readonly number[]
}

/** Requests for prices that are sent over and over. */
export interface RequestLoad extends RequestList {
  readonly warmUpMs: number
  readonly measureMs: number
}

/** What came of a list. */
export interface AskedOnce {
  /** Of each request, in the order of the list; NaN of those that failed. */
  readonly tookMs: readonly number[]
  readonly errors: number
  readonly firstError?: string
}
