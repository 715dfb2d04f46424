import type { ProviderValue, Timestamps } from '../outcome.ts'
import type { Entry } from './entry.ts'

/**
 * The text of an entry in a shared Redis, which version 1 of the bootstrap framework reads too.
 *
 * | member | meaning |
 * |---|---|
 * | statusCode | 200: nothing else is kept, though it may be told |
 * | data | more of the answer, and `result` again |
 * | result | what nodes read |
 * | maxAge | for how long it was stored, in ms |
 * | debug.kivuko | ours: timestamps, source, storedAtMs, at; version 1 passes none on |
 */
export function encodeEntry({ value, timestamps, source, storedAtMs, ttlMs }: Entry): string {
  const { result, data, at, statusCode = 200 } = value
  return JSON.stringify({
    statusCode,
    data: { ...data, result },
    result,
    maxAge: ttlMs,
    debug: { kivuko: { timestamps, source, storedAtMs, at } },
  })
}

/** What a text holds: an entry of ours, or a value of another program, whose age Redis knows. */
export type Decoded =
  | { readonly entry: Entry }
  | { readonly foreign: ProviderValue; readonly ttlMs: number | undefined }

/** Undefined for what is no good value: markers of version 1, errors, broken texts. */
export function decodeEntry(text: string): Decoded | undefined {
  const body = parseRecord(text)
  return (body?.statusCode ?? 200) === 200 ? decodeBody(body) : undefined
}

/** What was told with any status, by one of us. */
export function decodeTold(text: string): Entry | undefined {
  const body = parseRecord(text)
  const decoded = decodeBody(body)
  if (decoded === undefined || !('entry' in decoded)) return undefined
  const { entry } = decoded
  const statusCode = body?.statusCode
  if (typeof statusCode !== 'number' || statusCode === 200) return entry
  return { ...entry, value: { ...entry.value, statusCode } }
}

function decodeBody(body: ReturnType<typeof parseRecord>): Decoded | undefined {
  if (body === undefined) return undefined
  if (body.result === undefined && !isRecord(body.data)) return undefined
  const value = valueOf(body)
  const ttlMs = isTime(body.maxAge) ? body.maxAge : undefined
  const own = isRecord(body.debug) ? body.debug.kivuko : undefined
  if (ttlMs === undefined || !isOwn(own)) return { foreign: value, ttlMs }
  const { at, timestamps, source, storedAtMs } = own
  const dated = at === undefined ? value : { ...value, at }
  return { entry: { value: dated, timestamps, source, storedAtMs, ttlMs } }
}

function valueOf(body: Readonly<Record<string, unknown>>): ProviderValue {
  if (!isRecord(body.data)) return { result: body.result }
  const { result, ...data } = body.data
  const value = { result: body.result ?? result }
  return Object.keys(data).length === 0 ? value : { ...value, data }
}

interface Own {
  readonly timestamps: Timestamps
  readonly source: string
  readonly storedAtMs: number
  readonly at?: number
}

function isOwn(own: unknown): own is Own {
  if (!isRecord(own) || typeof own.source !== 'string' || !isTime(own.storedAtMs)) return false
  const { at, timestamps } = own
  if (at !== undefined && !isTime(at)) return false
  if (!isRecord(timestamps) || !isTime(timestamps.providerDataReceivedUnixMs)) return false
  return Object.values(timestamps).every(isTime)
}

/** The object that a text holds, if it holds one. */
export function parseRecord(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const parsed: unknown = JSON.parse(text)
    return isRecord(parsed) ? parsed : undefined
  } catch {
    return undefined
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}
