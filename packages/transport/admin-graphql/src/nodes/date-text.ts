/** A time as the API writes it: ISO 8601 in UTC, with milliseconds. */
export function dateText(ms: number): string {
  return new Date(ms).toISOString()
}
