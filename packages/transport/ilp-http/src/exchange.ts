import type { Clock } from '@kivuko/clock'
import type { SendFailure, SendResult, TimerWheel, WheelEntry } from '@kivuko/connector'
import { offWheel } from '@kivuko/connector'
import { packetLengthMax } from '@kivuko/ilp'
import type { Dispatcher } from 'undici'

/** One packet on its way over HTTP. */
export interface Exchange extends WheelEntry {
  readonly handler: Dispatcher.DispatchHandler
  /** Ends it without an answer: its time is over. */
  giveUp(): void
}

/** What an exchange needs. */
export interface ExchangeOptions {
  readonly clock: Clock
  readonly wheel: Pick<TimerWheel<Exchange>, 'clear'>
  readonly expiresAtMs: number
  readonly done: (result: SendResult) => void
}

/**
 * Follows a request to its end and calls `done` once. undici calls `onRequestStart` when there is a
 * connection and nothing is written to it yet: a request that fails before it was certainly not
 * sent.
 */
export function createExchange(options: ExchangeOptions): Exchange {
  const { clock, wheel, done } = options
  let controller: Dispatcher.DispatchController | undefined
  let status = 0
  let over = false
  let length = 0
  let body: Buffer | undefined

  const finish = (result: SendResult): void => {
    if (over) return
    over = true
    wheel.clear(exchange)
    done(result)
  }
  const abort = (failure: SendFailure, reason: string): void => {
    finish(failure)
    controller?.abort(new Error(reason))
  }
  const exchange: Exchange = {
    dueTick: offWheel,
    bucketIndex: 0,
    giveUp: () => abort(failureOf(controller !== undefined), 'no reply in time'),
    handler: {
      onRequestStart: (started) => {
        if (clock.now() >= options.expiresAtMs) finish(failureOf(false))
        // Throwing leaves the connection to the next request.
        if (over) throw new Error('packet expired before it was sent')
        controller = started
      },
      onResponseStart: (_controller, statusCode) => {
        status = statusCode
        if (status !== 200) finish({ failure: 'http', sent: true, status })
      },
      onResponseData: (_controller, chunk) => {
        length += chunk.length
        if (length > packetLengthMax)
          abort({ failure: 'http', sent: true, status }, 'reply too long')
        else if (!over) body = body === undefined ? chunk : Buffer.concat([body, chunk])
      },
      onResponseEnd: () => finish({ bytes: body ?? Buffer.alloc(0) }),
      onResponseError: () => finish(failureOf(controller !== undefined)),
    },
  }
  return exchange
}

function failureOf(sent: boolean): SendFailure {
  return sent ? { failure: 'broken', sent } : { failure: 'unreachable', sent }
}
