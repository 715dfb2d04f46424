import { isRecord } from '../definition/is-record.ts'
import { type InputRefusal, refuse } from '../definition/input-refusal.ts'
import type { Answer, Demand, ValueAnswer, Wanted } from '../engine/answer.ts'
import type { ServedAdapter } from '../server/served-adapter.ts'
import type { AskAdapter } from '../sources/ask-adapter.ts'
import type { Freshness } from './running-adapter.ts'

/** What is asked in the process. */
export interface AskedInProcess {
  readonly endpoint?: string | undefined
  readonly data: unknown
  readonly freshness?: Freshness | undefined
}

/** The answer; what is wrong with the parameters is a failure of its own. */
export async function askServed(served: ServedAdapter, asked: AskedInProcess): Promise<Answer> {
  const read = readOne(served, asked)
  if (read.ok) return served.get(read.wanted, read.demand)
  const { message, statusCode } = read
  return { failure: { statusCode, message } }
}

/** The answer where it is there already. */
export function askServedNow(
  served: ServedAdapter,
  asked: AskedInProcess,
): ValueAnswer | undefined {
  const read = readOne(served, asked)
  return read.ok ? served.getNow(read.wanted, read.demand) : undefined
}

/** The way for composites of other adapters. */
export function askerOf(served: ServedAdapter): AskAdapter {
  return async ({ data, endpoint }) => {
    const answer = await askServed(served, { endpoint, data })
    if ('failure' in answer) return answer
    const { at, data: more = {}, result } = answer.value
    const receivedAt = answer.timestamps.providerDataReceivedUnixMs
    const value = { result, data: { result, ...more }, receivedAt }
    return { value: at === undefined ? value : { ...value, at } }
  }
}

interface ReadOne {
  readonly ok: true
  readonly wanted: Wanted
  readonly demand: Demand
}

function readOne(served: ServedAdapter, asked: AskedInProcess): ReadOne | InputRefusal {
  const { endpoint, freshness } = asked
  const given = isRecord(asked.data) ? asked.data : {}
  const maxAge = freshness?.maxAgeMs
  const data = maxAge === undefined ? given : { ...given, maxAge }
  const read = served.read({ data, endpoint }, {})
  if (!read.ok) return read
  const [{ wanted }, ...others] = read.items
  if (others.length > 0) return refuse('Only one set of parameters can be asked for at a time')
  return { ok: true, wanted, demand: read.demand }
}
