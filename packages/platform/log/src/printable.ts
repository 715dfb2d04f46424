import { Secret } from './secret.ts'

/** Deeper values print as `[deep]`, which also ends every cycle. */
const DEPTH_MAX = 6

/** Further members of an array print as their number. */
const ARRAY_LENGTH_MAX = 100

/** Further causes of an error are left out. */
const CAUSES_MAX = 8

/**
 * A copy of `fields` that is safe to print as JSON: bigint as decimal text (a JSON number loses
 * digits above 2^53), bytes as their count (they may be keys), errors with their chain of causes.
 */
export function printable(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return printableMembers(fields, 0)
}

function printableValue(value: unknown, depth: number): unknown {
  switch (typeof value) {
    case 'bigint':
      return value.toString()
    case 'object':
      return value === null ? null : printableObject(value, depth)
    case 'function':
    case 'symbol':
      return undefined
    default:
      return value
  }
}

function printableObject(value: object, depth: number): unknown {
  if (value instanceof Secret) return value.toString()
  if (value instanceof Error) return printableError(value, depth, CAUSES_MAX)
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`
  if (depth >= DEPTH_MAX) return '[deep]'
  if (Array.isArray(value)) return printableArray(value, depth)
  if (value instanceof Set) return printableArray([...value], depth)
  if (value instanceof Map) return printableMembers(membersOf(value), depth)
  if (hasToJson(value)) return printableValue(value.toJSON(), depth + 1)
  return printableMembers(value, depth)
}

function printableMembers(members: object, depth: number): Record<string, unknown> {
  const result: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(members)) {
    result[name] = printableValue(value, depth + 1)
  }
  return result
}

function membersOf(map: ReadonlyMap<unknown, unknown>): Record<string, unknown> {
  return Object.fromEntries(Array.from(map, ([key, value]) => [String(key), value]))
}

function printableArray(values: readonly unknown[], depth: number): unknown[] {
  const shown = values.slice(0, ARRAY_LENGTH_MAX).map((value) => printableValue(value, depth + 1))
  const more = values.length - shown.length
  return more > 0 ? [...shown, `[${more} more]`] : shown
}

/**
 * Other members of an error stay out: libraries hang requests, with their headers, on their errors.
 */
function printableError(error: Error, depth: number, causesLeft: number): Record<string, unknown> {
  const { name, message, stack } = error
  const result: Record<string, unknown> = { type: name, message, stack }
  if ('code' in error && isPlain(error.code)) result['code'] = error.code
  if (error.cause !== undefined && causesLeft > 0) {
    result['cause'] =
      error.cause instanceof Error
        ? printableError(error.cause, depth, causesLeft - 1)
        : printableValue(error.cause, depth + 1)
  }
  if (error instanceof AggregateError && depth < DEPTH_MAX) {
    result['errors'] = printableArray(error.errors, depth)
  }
  return result
}

function isPlain(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number'
}

function hasToJson(value: object): value is { toJSON(): unknown } {
  return 'toJSON' in value && typeof value.toJSON === 'function'
}
