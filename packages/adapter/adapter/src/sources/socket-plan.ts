/** What a plan allows streams to have; what is absent has no limit. */
export interface SocketLimits {
  /** Open at once. */
  readonly connections?: number
  /** On each connection. */
  readonly subscriptions?: number
}

/** Places for connections, shared by all socket sources of an adapter. */
export interface SocketPlan {
  /** Takes a place for a connection; false when the plan is full. */
  takeConnection(): boolean
  giveConnection(): void
  /** Subscriptions on each connection. */
  readonly subscriptionsMax: number
  /** Calls whenever a place has become free; the returned function stops it. */
  onFree(call: () => void): () => void
}

/** An empty plan. */
export function createSocketPlan(limits: SocketLimits = {}): SocketPlan {
  const { connections: connectionsMax = Infinity, subscriptions = Infinity } = limits
  let connections = 0
  const waiting = new Set<() => void>()
  return {
    takeConnection: () => {
      if (connections >= connectionsMax) return false
      connections += 1
      return true
    },
    giveConnection: () => {
      connections -= 1
      for (const call of waiting) call()
    },
    subscriptionsMax: subscriptions,
    onFree: (call) => {
      waiting.add(call)
      return () => waiting.delete(call)
    },
  }
}
