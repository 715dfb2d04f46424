import { type Ages, demandOf } from '../cache/freshness.ts'
import type { KeyScheme } from '../cache/key.ts'
import type { InputRefusal } from '../definition/input-refusal.ts'
import type { Normaliser } from '../definition/normalise.ts'
import type {
  NormalisedRequest,
  RawRequest,
  RequestItem,
} from '../definition/normalised-request.ts'
import type { ReadItem, ReadRequest } from '../server/served-adapter.ts'

/** Makes sense of a request. `request` is the whole body, for what keys include of it. */
export type RequestReader = (
  raw: RawRequest,
  request: Readonly<Record<string, unknown>>,
) => ReadRequest | InputRefusal

/** What requests are read with. */
export interface RequestReaderOptions {
  readonly normaliser: Normaliser
  readonly keys: KeyScheme
  readonly ages: Ages
}

/** A reader that takes overrides and aliases away, derives keys and splits batches. */
export function createRequestReader(options: RequestReaderOptions): RequestReader {
  const { ages, keys, normaliser } = options
  return (raw, request) => {
    const read = normaliser.normalise(raw)
    if (!read.ok) return read
    const demand = demandOf(read.maxAgeMs, ages)
    const about = { read, keys, request }
    const { batch } = read
    const [first, ...others] = batch?.items ?? [read]
    // A batch without an item is refused by the normaliser.
    if (first === undefined) throw new Error('A batch is empty')
    const items = [readItem(first, about), ...others.map((each) => readItem(each, about))] as const
    return batch === undefined
      ? { ok: true, demand, items }
      : { ok: true, demand, items, by: batch.by }
  }
}

interface About {
  readonly read: NormalisedRequest
  readonly keys: KeyScheme
  readonly request: Readonly<Record<string, unknown>>
}

function readItem({ asked, inverse, params }: RequestItem, about: About): ReadItem {
  const { keys, read, request } = about
  const { endpoint, transport } = read
  if (transport === undefined) {
    const key = keys.keyOf({ endpoint, params, request })
    return { asked, wanted: { endpoint, key, params, inverse } }
  }
  // What one source says is not to be served to who wants the best: it has a key of its own.
  const key = keys.keyOf({ endpoint, params: { ...params, transport }, request })
  return { asked, wanted: { endpoint, key, params, inverse, transport } }
}
