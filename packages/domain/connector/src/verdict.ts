import { hash } from 'node:crypto'
import { IlpCodecError, packetType, viewFulfill, viewReject } from '@kivuko/ilp'
import type { SendFailure, SendResult } from './endpoint.ts'
import { refusals } from './refusal.ts'
import type { Refusal } from './refusal.ts'

/** What became of a packet that was sent. */
export type Verdict =
  | { readonly verdict: 'fulfilled'; readonly bytes: Uint8Array }
  | { readonly verdict: 'rejected'; readonly bytes: Uint8Array; readonly code: string }
  /** `mayBePaid`: the peer may have got the packet, and nobody knows what it did with it. */
  | { readonly verdict: 'failed'; readonly refusal: Refusal; readonly mayBePaid: boolean }

/**
 * Judges what an endpoint brought: a Fulfill whose fulfillment hashes to the condition, a Reject
 * that can be read, or a failure. A wrong fulfillment is F05: the peer has no claim then.
 */
export function judge(condition: Uint8Array, result: SendResult): Verdict {
  if ('failure' in result) return failed(result)
  try {
    return judgeReply(condition, result.bytes)
  } catch (error) {
    if (!(error instanceof IlpCodecError)) throw error
    return { verdict: 'failed', refusal: refusals.peerFailed, mayBePaid: true }
  }
}

function judgeReply(condition: Uint8Array, bytes: Uint8Array): Verdict {
  switch (packetType(bytes)) {
    case 'fulfill': {
      const digest = hash('sha256', viewFulfill(bytes).fulfillment, 'buffer')
      if (digest.equals(condition)) return { verdict: 'fulfilled', bytes }
      return { verdict: 'failed', refusal: refusals.wrongFulfillment, mayBePaid: false }
    }
    case 'reject':
      return { verdict: 'rejected', bytes, code: viewReject(bytes).code }
    case 'prepare':
      return { verdict: 'failed', refusal: refusals.peerFailed, mayBePaid: true }
  }
}

function failed(result: SendFailure): Verdict {
  if (result.failure !== 'http') {
    return { verdict: 'failed', refusal: refusals.peerUnreachable, mayBePaid: result.sent }
  }
  const { refusal, mayBePaid } = forStatus(result.status)
  return { verdict: 'failed', refusal, mayBePaid: mayBePaid && result.sent }
}

/**
 * RFC 35 and its relatives: the peer's fault is temporary, ours final, and only the latter is sure.
 */
function forStatus(status: number): { readonly refusal: Refusal; readonly mayBePaid: boolean } {
  switch (status) {
    case 408:
    case 502:
    case 503:
    case 504:
      return { refusal: refusals.peerUnreachable, mayBePaid: true }
    case 429:
      return { refusal: refusals.peerBusy, mayBePaid: false }
    default:
      return status >= 400 && status < 500
        ? { refusal: refusals.peerRefused, mayBePaid: false }
        : { refusal: refusals.peerFailed, mayBePaid: true }
  }
}
