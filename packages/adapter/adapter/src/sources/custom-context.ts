import type { Fields } from '../definition/field.ts'
import { AdapterError } from './adapter-error.ts'
import type { AskOther, OtherValue } from './ask-adapter.ts'
import { attemptHttp, type Reply, type ReplyTerms } from './attempt-http.ts'
import { type HttpAsk, httpRequest } from './http-ask.ts'
import { type AuthorContext, authorContext, type SourceContext } from './source-definition.ts'
import { createSourceMetrics } from './source-metrics.ts'

/** What a source written by hand works with. */
export interface CustomContext<E extends Fields> extends AuthorContext<E> {
  /** Ends when the time is over or the adapter stops. */
  readonly signal: AbortSignal
  /** Asks over HTTP; throws an `AdapterError` unless there is an answer with a good status. */
  request(ask: CustomAsk, terms?: ReplyTerms): Promise<Reply>
  /** Asks another adapter; throws an `AdapterError` with its status when it has no value. */
  other(name: string, ask: AskOther): Promise<OtherValue>
  sleep(ms: number): Promise<void>
}

/** A request of a source written by hand. */
export interface CustomAsk extends HttpAsk {
  /** `TIMEOUT` if left out. */
  readonly timeoutMs?: number
}

/** The context of one fetch, or of a stream's whole life. */
export function customContext<E extends Fields>(
  context: SourceContext,
  signal: AbortSignal,
): CustomContext<E> {
  const { clock, others, terms } = context
  const metrics = createSourceMetrics(context)
  return {
    ...authorContext<E>(context),
    signal,
    request: async (ask, replyTerms = {}) => {
      const timeoutMs = ask.timeoutMs ?? terms.customTimeoutMs
      const request = { ...httpRequest(ask), signal, timeoutMs }
      const attempt = await attemptHttp({ ...context, metrics }, request, replyTerms)
      if ('reply' in attempt) return attempt.reply
      throw new AdapterError(attempt.failure.message, attempt.failure)
    },
    other: async (name, ask) => {
      const askOther = others(name)
      if (askOther === undefined) throw new AdapterError(`Nobody said where ${name} is`)
      const answer = await askOther(ask, signal)
      if ('value' in answer) return answer.value
      throw new AdapterError(answer.failure.message, answer.failure)
    },
    sleep: (ms) => clock.sleep(ms, signal),
  }
}
