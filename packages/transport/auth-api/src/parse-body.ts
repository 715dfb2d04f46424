import type { Refused } from '@kivuko/grants'
import type { z } from 'zod'

/** A body that has the form it must have. */
export interface ParsedBody<T> {
  readonly body: T
}

/** Reads a body, or says where it is wrong first. */
export function parseBody<T>(
  schema: z.ZodType<T>,
  body: unknown,
): ParsedBody<T> | Refused<'malformedRequest'> {
  const parsed = schema.safeParse(body)
  if (parsed.success) return { body: parsed.data }
  const issue = parsed.error.issues[0]
  const path = issue?.path.join('.') ?? ''
  const complaint = issue?.message ?? 'invalid'
  const description = path === '' ? complaint : `${path}: ${complaint}`
  return { refusal: 'malformedRequest', description }
}
