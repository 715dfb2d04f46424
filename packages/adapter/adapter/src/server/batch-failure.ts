import type { Answer, FailureAnswer } from '../engine/answer.ts'
import { type AnswerError, errorOfFailure } from './error-body.ts'
import { feedIdOf } from './feed-id.ts'
import type { AnswerTerms, ReadItem, ReadRequest } from './served-adapter.ts'

/**
 * What the client is told unless every answer is a value; of a batch with the names of all members
 * that failed. A batch that lacks one is an error as a whole, as it was when one call answered all
 * of it: a node takes whatever comes with 200 for good. Its other members are kept, so that whoever
 * asks for them, or for all once more, finds them.
 */
export function failureAmong(
  answers: readonly Answer[],
  { items, by }: ReadRequest,
  terms: AnswerTerms,
): AnswerError | undefined {
  const failed = answers.flatMap((answer, at) => ('failure' in answer ? [{ answer, at }] : []))
  const errors = failed.map(({ answer, at }) => namedError(answer, { item: items[at], terms }))
  const [first] = errors
  if (first === undefined || by === undefined) return first?.error
  return { ...commonError(errors.map(({ error }) => error)), message: wordsFor(errors) }
}

interface NamedError {
  readonly name: string
  readonly error: AnswerError
}

function namedError(
  { failure }: FailureAnswer,
  { item, terms }: { readonly item: ReadItem | undefined; readonly terms: AnswerTerms },
): NamedError {
  const name = item === undefined ? '' : feedIdOf(item.asked, terms.feedIdJson)
  return { name, error: errorOfFailure(failure, terms.proxyStatus) }
}

/** What all failures have in common; 502 where they differ. */
function commonError(errors: readonly AnswerError[]): Omit<AnswerError, 'message'> {
  const [first, ...others] = errors
  const isCommon = others.every(
    ({ statusCode, providerStatusCode }) =>
      statusCode === first?.statusCode && providerStatusCode === first.providerStatusCode,
  )
  if (first !== undefined && isCommon) return first
  return { statusCode: 502, name: 'AdapterDataProviderError' }
}

/** Clients choose the names; nodes take 32 KiB of an answer, and have the message twice. */
const WORDS_MAX = 8_192

/** `BTC/EUR, BTC/USD: unknown symbol; ETH/EUR: No connection`. */
function wordsFor(errors: readonly NamedError[]): string {
  const byMessage = Map.groupBy(errors, ({ error }) => error.message)
  const words = [...byMessage].map(
    ([message, those]) => `${those.map(({ name }) => name).join(', ')}: ${message}`,
  )
  const text = words.join('; ')
  return text.length <= WORDS_MAX ? text : `${errors.length} failed: ${text.slice(0, WORDS_MAX)}…`
}
