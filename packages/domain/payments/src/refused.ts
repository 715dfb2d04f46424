import type { Refused } from './payments.ts'

/** Makes an expected "no". */
export function refuse<Code extends string>(
  refusal: Code,
  description: string,
  details?: Readonly<Record<string, unknown>>,
): Refused<Code> {
  return { refusal, description, ...(details !== undefined && { details }) }
}

/** Whether an answer is a "no". */
export function isRefused<T extends object, Code extends string>(
  answer: T | Refused<Code>,
): answer is Refused<Code> {
  return 'refusal' in answer
}
