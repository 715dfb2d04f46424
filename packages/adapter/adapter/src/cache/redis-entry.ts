import type { ProviderValue, Timestamps } from '../outcome.ts'
import type { Entry } from './entry.ts'

/**
 * The text of an entry in a shared Redis, which version 1 of the bootstrap framework reads too.
 *
 * | member | meaning |
 * |---|---|
 * | statusCode | 200: nothing else is kept |
 * | data | more of the answer, and `result` again |
 * | result | what nodes read |
 * | maxAge | for how long it was stored, in ms |
 * | debug.kivuko | ours: timestamps, source, storedAtMs, at; version 1 passes none on |
 */
export function encodeEntry({ value, timestamps, source, storedAtMs, ttlMs }: Entry): string {
  const { result, data, at } = value
  return JSON.stringify({
    statusCode: 200,
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
  if (body === undefined || (body.statusCode ?? 200) !== 200) return undefined
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
