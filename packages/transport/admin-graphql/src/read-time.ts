import { refusal } from './refusal.ts'

/** Reads a time that a client may leave out, into milliseconds. `name` begins the message. */
export function readTime(text: string | null | undefined, name: string): number | undefined {
  if (text === null || text === undefined) return undefined
  const ms = Date.parse(text)
  if (Number.isNaN(ms)) throw refusal('BAD_USER_INPUT', `${name} must be a time of ISO 8601`)
  return ms
}
