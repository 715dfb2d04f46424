import type { Log } from '@kivuko/log'
import type { Metrics } from '@kivuko/metrics'
import type { AccountId } from './account.ts'
import type { SumRefusal } from './ledger-store.ts'

/** What happens in the books, as log lines and series. */
export type BooksEvents = ReturnType<typeof createBooksEvents>

/**
 * Upper bounds of the time that a flush takes: from memory's microseconds to a store in trouble.
 */
const FLUSH_SECONDS = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2, 10]

/** Upper bounds of what is in a flush; the last is `commitOperationsMax`. */
const FLUSH_ENTRIES = [1, 2, 4, 8, 16, 32, 64, 128, 256]

/** Makes the helpers; the series are made once. */
export function createBooksEvents({ log, metrics }: { log: Log; metrics: Metrics }) {
  const count = (name: string, help: string) =>
    metrics.counter({ name: `kivuko_ledger_${name}_total`, help })
  const holds = (source: string) =>
    metrics.counter({
      name: 'kivuko_ledger_holds_total',
      help: 'Packets whose money was held, by where it came from, and those refused.',
      labels: { source },
    })
  const taken = holds('window')
  const waited = holds('wider_window')
  const durable = holds('pending_transfer')
  const refused = holds('refused')
  const posts = count('posts', 'Packets whose money was booked.')
  const late = count('late_posts', 'Packets booked after they had expired: the store was away.')
  const lost = count('windows_lost', 'Windows that ran out while packets held money of them.')
  const failures = count('store_failures', 'Commits that failed or that gave no answer.')
  const flushSeconds = metrics.histogram({
    name: 'kivuko_ledger_flush_seconds',
    help: 'How long a flush takes, tries included.',
    buckets: FLUSH_SECONDS,
  })
  const flushEntries = metrics.histogram({
    name: 'kivuko_ledger_flush_entries',
    help: 'Windows, sums and operations in a flush.',
    buckets: FLUSH_ENTRIES,
  })
  return {
    taken: () => taken.add(),
    waited: () => waited.add(),
    durable: () => durable.add(),
    refused: () => refused.add(),
    flushed(flush: { ms: number; entries: number; posts: number }): void {
      flushSeconds.observe(flush.ms / 1_000)
      flushEntries.observe(flush.entries)
      posts.add(flush.posts)
    },
    postedLate(packets: number): void {
      late.add(packets)
      log.warn('packets were booked after they had expired; who sent them may not pay', { packets })
    },
    windowLost(window: { accountId: AccountId; held: bigint }): void {
      lost.add()
      log.warn('a window ran out in use; its packets are booked one by one', window)
    },
    sumsRefused(sums: { refusal: SumRefusal; packets: number }): void {
      log.warn('sums of packets were refused; they are booked one by one', sums)
    },
    storeFailed(err: unknown, isFirst: boolean): void {
      failures.add()
      if (isFirst)
        log.error('the ledger does not answer; packets are refused until it does', { err })
    },
    storeBack(awayMs: number): void {
      log.info('the ledger answers again', { awayMs })
    },
    callbackFailed(err: unknown): void {
      log.error('whoever waited for the ledger threw', { err })
    },
    leftUnanswered(waiting: number): void {
      log.error('the books were closed without an answer from the store', { waiting })
    },
  }
}
