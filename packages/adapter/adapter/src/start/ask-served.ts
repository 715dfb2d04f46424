import { isRecord } from '../definition/is-record.ts'
import { type InputRefusal, refuse } from '../definition/input-refusal.ts'
import type { Answer, Demand, ValueAnswer, Wanted } from '../engine/answer.ts'
import type { ServedAdapter } from '../server/served-adapter.ts'
import type { AskAdapter, AskOther, OtherValue } from '../sources/ask-adapter.ts'
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

/** Tells each value that is kept from now on; nothing where the parameters are wrong. */
export function watchServed(
  served: ServedAdapter,
  asked: AskedInProcess,
  hear: (answer: ValueAnswer) => void,
): () => void {
  const read = readOne(served, asked)
  return read.ok ? served.watch(read.wanted, hear) : () => undefined
}

/** The way for composites of other adapters. */
export function askerOf(served: ServedAdapter): AskAdapter {
  const ask: AskAdapter = async ({ data, endpoint }) => {
    const answer = await askServed(served, { endpoint, data })
    return 'failure' in answer ? answer : { value: otherValue(answer) }
  }
  return Object.assign(ask, {
    watch: ({ data, endpoint }: AskOther, hear: (value: OtherValue) => void) =>
      watchServed(served, { endpoint, data }, (answer) => hear(otherValue(answer))),
  })
}

function otherValue({ timestamps, value }: ValueAnswer): OtherValue {
  const { at, data = {}, result } = value
  const receivedAt = timestamps.providerDataReceivedUnixMs
  const other = { result, data: { result, ...data }, receivedAt }
  return at === undefined ? other : { ...other, at }
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
