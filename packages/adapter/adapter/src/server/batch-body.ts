import type { ValueAnswer } from '../engine/answer.ts'
import type { ReadRequest } from './served-adapter.ts'
import type { AnswerMeta, SuccessBody } from './success-body.ts'

/** A batch, with an answer for each of its items. */
export interface AnsweredBatch {
  readonly items: ReadRequest['items']
  readonly answers: readonly ValueAnswer[]
  readonly by: readonly string[]
  readonly id: unknown
  /** For the log. */
  readonly correlationId?: string | undefined
}

/**
 * The body of a batch: `data` nests by the symbols (`data.ETH.USD`), and `data.results` lists
 * `[{id, data}, result]` for each combination. There is no `result`. The age is the oldest one's.
 */
export function batchBody(batch: AnsweredBatch, meta: AnswerMeta | undefined): SuccessBody {
  const { answers } = batch
  const oldest = answers.reduce((a, b) => (b.ageMs > a.ageMs ? b : a))
  const hit = answers.every((answer) => answer.hit)
  return {
    statusCode: 200,
    data: { ...nested(batch), results: results(batch) },
    ...(hit ? { maxAge: Math.min(...answers.map(({ ttlMs }) => ttlMs)) } : {}),
    timestamps: oldest.timestamps,
    ...(meta === undefined ? {} : { meta, metricsMeta: meta.metrics }),
  }
}

type Nest = { [symbol: string]: unknown }

function nested({ items, answers, by }: AnsweredBatch): Nest {
  const top: Nest = emptyNest()
  for (const [index, { asked }] of items.entries()) {
    // Symbols are texts.
    const path = by.map((name) => asked[name]).filter((symbol) => typeof symbol === 'string')
    const last = path.pop()
    if (last === undefined) continue
    let nest = top
    for (const symbol of path) nest = (nest[symbol] ??= emptyNest()) as Nest
    nest[last] = resultOf(answers[index])
  }
  return top
}

/** Symbols are the client's: none of them may be found on a prototype. */
function emptyNest(): Nest {
  return Object.create(null) as Nest
}

function results({ id = '1', items, answers }: AnsweredBatch): readonly unknown[] {
  return items.map(({ asked, wanted }, index) => {
    const data = { ...asked, endpoint: wanted.endpoint }
    return [{ id, data }, resultOf(answers[index])]
  })
}

function resultOf(answer: ValueAnswer | undefined): unknown {
  return answer?.value.result
}
