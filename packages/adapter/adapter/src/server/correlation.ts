import type { IncomingHttpHeaders } from 'node:http'
import type { RawReply } from '@kivuko/http'
import type { Random } from '@kivuko/random'

/**
 * Tells the requests of one client's task apart: in the log, and to the client. Only what is not
 * answered at once from what is kept gets an id of our own: making one costs more than the answer.
 */
export interface Correlation {
  /** The client's own id; undefined where there is none that could be echoed. */
  given(headers: IncomingHttpHeaders): string | undefined
  /** One for a request that came without. */
  made(): string
}

const HEADER = 'x-correlation-id'

/** Visible characters, and not more than a header of any tracing takes. */
const ID_PATTERN = /^[\x21-\x7e]{1,128}$/

/** Ids of `x-correlation-id`, or random ones. */
export function createCorrelation(random: Random): Correlation {
  return {
    given: ({ [HEADER]: id }) => {
      if (id === undefined) return undefined
      return typeof id === 'string' && ID_PATTERN.test(id) ? id : undefined
    },
    made: () => random.uuid(),
  }
}

/** The reply with the id of its request; the same one where there is no id. */
export function echoed(reply: RawReply, correlationId: string | undefined): RawReply {
  if (correlationId === undefined) return reply
  return { ...reply, headers: { ...reply.headers, [HEADER]: correlationId } }
}
