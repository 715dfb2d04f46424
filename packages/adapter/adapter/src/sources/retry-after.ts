/** A provider that asks for more is asked again after this time. */
const RETRY_AFTER_MS_MAX = 3_600_000

/**
 * When to ask again, in ms since the epoch: a `Retry-After` header in seconds or as a date (RFC
 * 9110 §10.2.3). Undefined when there is none, or none that can be read.
 */
export function retryAtMs(
  header: string | readonly string[] | undefined,
  nowMs: number,
): number | undefined {
  const text = (typeof header === 'string' ? header : header?.[0])?.trim()
  if (text === undefined || text === '') return undefined
  const waitMs = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - nowMs
  if (Number.isNaN(waitMs)) return undefined
  return nowMs + Math.ceil(Math.min(Math.max(waitMs, 0), RETRY_AFTER_MS_MAX))
}
