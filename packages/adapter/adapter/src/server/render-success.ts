import type { RawReply } from '@kivuko/http'
import { type InputRefusal, refuse } from '../definition/input-refusal.ts'
import type { ValueAnswer } from '../engine/answer.ts'
import type { AnswerTails } from './answer-tails.ts'
import { batchBody } from './batch-body.ts'
import { JSON_TYPE } from './error-body.ts'
import type { ReceivedBody } from './read-body.ts'
import { resultAt, resultPathOf } from './result-path.ts'
import type { AnswerTerms, ReadRequest } from './served-adapter.ts'
import { bodyOf, type DebugFacts, joinBody, type SuccessBody, tailOf } from './success-body.ts'

/** A request that is understood, and has its answers: one for each item. */
export interface AnsweredRequest {
  readonly body: ReceivedBody
  readonly query: URLSearchParams | undefined
  readonly read: ReadRequest
  readonly answers: readonly [ValueAnswer, ...ValueAnswer[]]
  readonly tookMs: number
  /** For the log. */
  readonly correlationId: string | undefined
}

/** Makes the reply. Refuses a `resultPath` that leads to nothing. */
export type RenderSuccess = (request: AnsweredRequest) => RawReply | InputRefusal

const headers = { 'content-type': JSON_TYPE } as const

/** A renderer that uses the same text again where it can. */
export function createSuccessRenderer(terms: AnswerTerms, tails: AnswerTails): RenderSuccess {
  return (request) => {
    const { body, query, read, answers, correlationId } = request
    const [item] = read.items
    const [answer] = answers
    if (terms.debug) return renderOnce(request, { terms, tails })
    if (read.by !== undefined) {
      const batched = { items: read.items, answers, by: read.by, id: body.id, correlationId }
      const tail = tails.batch(batched)
      return { status: 200, headers, body: joinBody(body.id, tail) }
    }
    if (resultPathOf(body, query, item.asked) !== undefined) {
      return renderOnce(request, { terms, tails })
    }
    const tail = tails.single(item, answer, correlationId)
    return { status: answer.value.statusCode ?? 200, headers, body: joinBody(body.id, tail) }
  }
}

/** A text that is of no use to anybody else. */
function renderOnce(
  request: AnsweredRequest,
  { terms, tails }: { readonly terms: AnswerTerms; readonly tails: AnswerTails },
): RawReply | InputRefusal {
  const { id } = request.body
  const made = request.read.by === undefined ? single(request, tails) : batch(request, tails)
  if ('ok' in made) return made
  const tail = tailOf(terms.debug ? { ...made, debug: debugFacts(request) } : made)
  return { status: made.statusCode, headers, body: joinBody(id, tail) }
}

function single(request: AnsweredRequest, tails: AnswerTails): SuccessBody | InputRefusal {
  const { body, query, read, answers } = request
  const [item] = read.items
  const [answer] = answers
  const meta = tails.metaOf(item, answer)
  const path = resultPathOf(body, query, item.asked)
  if (path === undefined) return bodyOf(answer, meta)
  const { data, result } = answer.value
  const found = resultAt({ ...data, result }, path)
  if (found === undefined) return refuse(`resultPath is wrong: nothing is at ${path.join('.')}`)
  return bodyOf(answer, meta, found)
}

function batch({ body, read, answers }: AnsweredRequest, tails: AnswerTails): SuccessBody {
  const { items, by = [] } = read
  const meta = tails.metaOf(items[0], answers[0])
  return batchBody({ items, answers, by, id: body.id }, meta)
}

function debugFacts({ answers, read, tookMs }: AnsweredRequest): DebugFacts {
  const hit = answers.every((answer) => answer.hit)
  const calls = answers.filter((answer) => !answer.hit).length
  const oldestMs = Math.max(...answers.map(({ ageMs }) => ageMs))
  return {
    ...(hit ? { cacheHit: true } : {}),
    staleness: hit ? oldestMs / 1_000 : 0,
    performance: tookMs / 1_000,
    providerCost: calls,
    ...(read.by === undefined ? {} : { batchablePropertyPath: read.by.map((name) => ({ name })) }),
  }
}
