import { refusals } from '../refusal.ts'
import type { TokenBucket } from '../token-bucket.ts'
import type { Rule } from './rule.ts'

/** Refuses packets with T05 while the bucket is empty; each packet takes a token. */
export function createRateLimit(bucket: TokenBucket): Rule {
  return { onPrepare: () => (bucket.take() ? undefined : refusals.rateLimited) }
}
