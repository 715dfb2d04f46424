/** What a bare program does for one request. */
export interface BareCall {
  /** Writes a row and commits. */
  readonly commits?: boolean
  /** Sends a webhook, after its answer. */
  readonly tells?: boolean
  /** Requests to the other bare program, one after the other. */
  readonly hops?: readonly BareCall[]
}

/** The least that the steps of a payment within a node are: each written, each told by webhook. */
export const bareLocalPayment: readonly BareCall[] = [
  { commits: true, tells: true },
  { commits: true },
  { commits: true, tells: true },
  { commits: true, tells: true },
]

/**
 * The same between two nodes: the receiver's node makes the incoming payment, is asked for it and
 * for the rate, and receives the money.
 */
export const bareRemotePayment: readonly BareCall[] = [
  { commits: true, hops: [{ commits: true, tells: true }] },
  { commits: true, hops: [{}, {}, {}, {}] },
  { commits: true, tells: true },
  { commits: true, tells: true, hops: [{ commits: true, tells: true }, {}] },
]
