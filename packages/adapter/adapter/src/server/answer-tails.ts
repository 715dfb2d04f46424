import type { Log } from '@kivuko/log'
import type { Entry } from '../cache/entry.ts'
import type { ValueAnswer } from '../engine/answer.ts'
import { type AnsweredBatch, batchBody } from './batch-body.ts'
import { feedIdOf } from './feed-id.ts'
import type { FeedMetrics } from './feed-metrics.ts'
import type { ReadItem, ServedAdapter } from './served-adapter.ts'
import { type AnswerMeta, bodyOf, fitsNodes, type SuccessBody, tailOf } from './success-body.ts'

/**
 * The ends of answers, each made once for a kept value: whoever asks while it is kept gets the same
 * text behind an `id` of their own.
 */
export interface AnswerTails {
  /** The id is for the log. */
  single(item: ReadItem, answer: ValueAnswer, correlationId: string | undefined): string
  batch(batch: AnsweredBatch): string
  /** For an answer that is made for one request only; measures it like the others. */
  metaOf(item: ReadItem, answer: ValueAnswer): AnswerMeta | undefined
}

interface SingleTails {
  readonly meta: AnswerMeta | undefined
  /** Where its metrics are kept. */
  readonly row: number | undefined
  hit: string | undefined
  fresh: string | undefined
}

interface BatchTails {
  readonly entries: readonly Entry[]
  /** What they were made for, as text. */
  readonly asked: string
  readonly id: unknown
  hit: string | undefined
  fresh: string | undefined
}

/** The tails of one adapter; `feeds` measures every answer that they are used for. */
export function createAnswerTails(options: {
  readonly adapter: ServedAdapter
  readonly log: Log
  readonly feeds: FeedMetrics | undefined
}): AnswerTails {
  const { adapter, log, feeds } = options
  const singles = new WeakMap<Entry, SingleTails>()
  const batches = new WeakMap<Entry, BatchTails>()

  const tailsOf = (item: ReadItem, answer: ValueAnswer): SingleTails => {
    const known = singles.get(answer.entry)
    if (known !== undefined) return known
    const { asked, wanted } = item
    // An override's parameters name the feed; an inverse pair is another feed than its pair.
    const named = wanted.inverse === true ? asked : wanted.params
    const feedId = feedIdOf(named, adapter.terms.feedIdJson)
    const meta = adapter.terms.metrics ? metaOf(adapter.name, answer.source, feedId) : undefined
    const made = { meta, row: feeds?.rowOf(feedId), hit: undefined, fresh: undefined }
    singles.set(answer.entry, made)
    return made
  }
  const measured = (item: ReadItem, answer: ValueAnswer): SingleTails => {
    const tails = tailsOf(item, answer)
    if (tails.row !== undefined) feeds?.answered(tails.row, answer)
    return tails
  }
  return {
    single: (item, answer, correlationId) => {
      const tails = measured(item, answer)
      const kind = answer.hit ? 'hit' : 'fresh'
      return (tails[kind] ??= singleTail(bodyOf(answer, tails.meta), { log, correlationId }))
    },
    batch: (batch) => {
      const metas = batch.items.map((item, index) => {
        // One answer for each item.
        const answer = batch.answers[index]!
        return measured(item, answer).meta
      })
      return batchTail(batch, { meta: metas[0], batches, log })
    },
    metaOf: (item, answer) => measured(item, answer).meta,
  }
}

function metaOf(adapterName: string, transportName: string, feedId: string): AnswerMeta {
  return { adapterName, transportName, metrics: { feedId } }
}

/** What the provider told beside the result is left out when nodes could not take it. */
function singleTail(
  body: SuccessBody,
  { correlationId, log }: { readonly log: Log; readonly correlationId: string | undefined },
): string {
  const tail = tailOf(body)
  if (fitsNodes(tail)) return tail
  log.warn('An answer is longer than nodes take: only its result is given', {
    correlationId,
    bytes: Buffer.byteLength(tail),
    feed: body.metricsMeta?.feedId,
  })
  return tailOf({ ...body, data: { result: body.result } })
}

/** The same text, with the `id` of whoever asked first, until a member changes. */
function batchTail(
  batch: AnsweredBatch,
  options: {
    readonly meta: AnswerMeta | undefined
    readonly batches: WeakMap<Entry, BatchTails>
    readonly log: Log
  },
): string {
  const { meta, batches, log } = options
  const entries = batch.answers.map(({ entry }) => entry)
  // A batch has at least one member.
  const first = entries[0]!
  const asked = textOf(batch)
  let tails = batches.get(first)
  if (tails?.asked !== asked || !tails.entries.every((entry, at) => entry === entries[at])) {
    tails = { entries, asked, id: batch.id, hit: undefined, fresh: undefined }
    batches.set(first, tails)
  }
  const kind = batch.answers.every(({ hit }) => hit) ? 'hit' : 'fresh'
  const known = tails[kind]
  if (known !== undefined) return known
  const tail = tailOf(batchBody({ ...batch, id: tails.id }, meta))
  if (!fitsNodes(tail)) {
    log.warn('A batch is longer than nodes take: ask for fewer at once', {
      correlationId: batch.correlationId,
      bytes: Buffer.byteLength(tail),
    })
  }
  tails[kind] = tail
  return tail
}

function textOf({ by, items }: AnsweredBatch): string {
  const asked = items.map(({ asked: params, wanted }) => [params, wanted.inverse === true])
  return JSON.stringify([by, asked])
}
