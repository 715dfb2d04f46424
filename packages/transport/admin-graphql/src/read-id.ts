import { isUuid } from '@kivuko/open-payments'
import { refusal } from './refusal.ts'

/**
 * Reads the id of something. What is no UUID is the id of nothing: NOT_FOUND, and the message
 * begins with `what`.
 */
export function readId<Id extends string>(text: string, what: string): Id {
  if (!isUuid(text)) throw refusal('NOT_FOUND', `${what} not found`)
  return text.toLowerCase() as Id // An id of any kind is a UUID in lower case.
}
