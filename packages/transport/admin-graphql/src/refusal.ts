import { GraphQLError } from 'graphql'
import type { ErrorCode } from './error-code.ts'
import { type DomainRefusal, refusalCodes } from './refusal-codes.ts'

type Details = Readonly<Record<string, unknown>>

/** An expected "no" of the domain, as all its packages write it. */
interface Refused {
  readonly refusal: DomainRefusal
  readonly description: string
  readonly details?: Details
}

/**
 * An expected "no" as a GraphQL error, to be thrown: a resolver has no other way to say it. The
 * message and the details are for the client.
 */
export function refusal(code: ErrorCode, message: string, details?: Details): GraphQLError {
  const extensions = { code, ...(details !== undefined && { details }) }
  return new GraphQLError(message, { extensions })
}

/**
 * Gives what the domain answered; throws what it refused. `exceptions` are codes that differ from
 * the table for one mutation.
 */
export function accepted<Answer extends object | true | undefined>(
  answer: Answer,
  exceptions?: Readonly<Partial<Record<DomainRefusal, ErrorCode>>>,
): Exclude<Answer, Refused> {
  if (!isRefused(answer)) return answer as Exclude<Answer, Refused> // What is no refusal remains.
  const { refusal: reason, description, details } = answer
  throw refusal(exceptions?.[reason] ?? refusalCodes[reason], description, details)
}

/** Gives what was found; throws NOT_FOUND when there is nothing. `what` begins the message. */
export function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw refusal('NOT_FOUND', `${what} not found`)
  return value
}

function isRefused(answer: object | true | undefined): answer is Refused {
  return typeof answer === 'object' && 'refusal' in answer
}
