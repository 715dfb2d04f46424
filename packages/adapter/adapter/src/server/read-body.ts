import { type InputRefusal, refuse } from '../definition/input-refusal.ts'

/** What a request's body says. */
export interface ReceivedBody {
  readonly ok: true
  /** Echoed as it is, whatever JSON it is; undefined when there is none. */
  readonly id: unknown
  readonly data: unknown
  /** Beside `data`. */
  readonly endpoint: unknown
  /** Where a Chainlink node wants the answer of an asynchronous task. */
  readonly responseUrl: string | undefined
  readonly whole: Readonly<Record<string, unknown>>
}

const nothing: ReceivedBody = {
  ok: true,
  id: undefined,
  data: undefined,
  endpoint: undefined,
  responseUrl: undefined,
  whole: {},
}

/**
 * Reads the body of a request, which is a JSON object; an empty one and an array stand for `{}`,
 * as clients of old may send them.
 */
export function readBody(body: Buffer): ReceivedBody | InputRefusal {
  if (body.length === 0) return nothing
  const parsed = parseJson(body)
  if (Array.isArray(parsed)) return nothing
  if (typeof parsed !== 'object' || parsed === null) {
    return refuse(parsed === undefined ? 'The body is not JSON' : 'The body is not a JSON object')
  }
  return readWhole(parsed as Readonly<Record<string, unknown>>)
}

/** Reads a request that somebody else has parsed: a cloud's function host. */
export function readWhole(whole: Readonly<Record<string, unknown>>): ReceivedBody {
  const { id, data, endpoint, responseURL } = whole
  const responseUrl =
    typeof responseURL === 'string' && responseURL !== '' ? responseURL : undefined
  return { ok: true, id, data, endpoint, responseUrl, whole }
}

/** Undefined when it is no JSON, which has no such value. */
function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}
