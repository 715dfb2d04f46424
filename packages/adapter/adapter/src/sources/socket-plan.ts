import type { ProviderFailure } from '../outcome.ts'

/** What a plan allows streams to have. */
export interface SocketLimits {
  /** Open at once, of all sources together; one for each source where it is absent. */
  readonly connections?: number
  /** On each connection; without a limit where it is absent. */
  readonly subscriptions?: number
}

/** Places for connections, shared by all streaming sources of an adapter. */
export interface SocketPlan {
  /** Takes a place for a connection; false when the plan is full. */
  takeConnection(): boolean
  giveConnection(): void
  /** Whether `takeConnection` would take one. */
  isFree(): boolean
  /** Connections that one source may have. */
  readonly linesMax: number
  /** Subscriptions on each connection. */
  readonly subscriptionsMax: number
  /** Calls whenever a place has become free; the returned function stops it. */
  onFree(call: () => void): () => void
}

/** An empty plan. */
export function createSocketPlan(limits: SocketLimits = {}): SocketPlan {
  const { connections: connectionsMax, subscriptions = Infinity } = limits
  let connections = 0
  const waiting = new Set<() => void>()
  const isFree = (): boolean => connections < (connectionsMax ?? Infinity)
  return {
    isFree,
    takeConnection: () => {
      if (!isFree()) return false
      connections += 1
      return true
    },
    giveConnection: () => {
      connections -= 1
      for (const call of waiting) call()
    },
    linesMax: connectionsMax ?? 1,
    subscriptionsMax: subscriptions,
    onFree: (call) => {
      waiting.add(call)
      return () => waiting.delete(call)
    },
  }
}

/** Why something that is wanted is not streamed. */
export function fullPlan(what: 'connections' | 'subscriptions'): ProviderFailure {
  return { statusCode: 429, message: `All ${what} of the provider's plan are in use` }
}
