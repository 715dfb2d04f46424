import { durationMs } from '../definition/duration.ts'
import type { EndpointDefinition } from '../definition/endpoint.ts'
import { leadMs } from '../engine/engine-limits.ts'
import type { EndpointTerms } from '../engine/key-state.ts'
import type { SettledSettings } from '../settings/settle-settings.ts'
import { SOURCE_TERMS, type SourceTerms } from '../sources/source-definition.ts'

/** What the settings and the author say of how an endpoint's values live. */
export function endpointTermsOf(
  endpoint: Pick<EndpointDefinition, 'freshFor' | 'serveStaleFor'>,
  settings: SettledSettings,
): EndpointTerms {
  const { cacheMaxAgeMs, cacheMinAgeMs, warmupIntervalMs } = settings
  const freshForMs = endpoint.freshFor === undefined ? undefined : durationMs(endpoint.freshFor)
  // A value outlives the time after which it is refreshed, so that nobody waits for the refresh.
  const ttlMs = Math.max(cacheMinAgeMs, freshForMs === undefined ? 0 : freshForMs + leadMs)
  const longestMs = Math.max(cacheMaxAgeMs, ttlMs)
  const { serveStaleFor } = endpoint
  const staleMs = serveStaleFor === undefined ? undefined : durationMs(serveStaleFor)
  // The author's word on how old an answer may be holds against every other time.
  const bounded = (timeMs: number): number => Math.min(timeMs, staleMs ?? timeMs)
  return {
    ...(freshForMs === undefined ? {} : { freshForMs }),
    ...(warmupIntervalMs === undefined ? {} : { warmIntervalMs: warmupIntervalMs }),
    ttlMs: bounded(ttlMs),
    ttlMsMax: bounded(longestMs),
    serveStaleForMs: staleMs ?? longestMs,
    warm: settings.warmupEnabled,
    subscriptionMs: settings.warmupSubscriptionTtlMs,
    ...(staleMs === undefined ? {} : { ageMsMax: staleMs }),
    failureMs: settings.cacheErrorAgeMs,
    unhealthyThreshold: settings.warmupUnhealthyThreshold,
  }
}

/** What the settings say of how sources work. */
export function sourceTermsOf(settings: SettledSettings): SourceTerms {
  return {
    ...SOURCE_TERMS,
    timeoutMs: settings.apiTimeoutMs,
    customTimeoutMs: settings.customTimeoutMs,
    attempts: settings.attempts,
    retryPauseMs: settings.retryPauseMs,
    verbose: settings.apiVerbose,
    openTimeoutMs: settings.wsOpenTimeoutMs,
    heartbeatMs: settings.wsHeartbeatMs,
    unresponsiveMs: settings.wsUnresponsiveTtlMs,
    socketSubscriptionMs: settings.wsSubscriptionTtlMs,
    eventsSubscriptionMs: settings.sseSubscriptionTtlMs,
    eventsTtlMs: Math.max(settings.cacheMinAgeMs, settings.cacheMaxAgeMs),
    keepAliveMs: settings.sseKeepaliveMs,
    reconnectMsMin: settings.reconnectMsMin,
    reconnectMsMax: settings.reconnectMsMax,
    reconnectFactor: settings.reconnectFactor,
  }
}
