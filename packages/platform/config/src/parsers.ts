import { Secret } from '@kivuko/log'
import type { Parser } from './setting.ts'

const BASE64_PATTERN = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/
const DECIMAL_PATTERN = /^(\d+)(?:\.(\d+))?$/
const INTEGER_PATTERN = /^-?\d+$/
const UUID_PATTERN = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Longer decimals are nobody's configuration. */
const DECIMAL_DIGITS_MAX = 30

/** A kind of value of one's own; `parse` gives undefined for a text that is not `expected`. */
export function custom<Value>(
  expected: string,
  parse: (text: string) => Value | undefined,
): Parser<Value> {
  return { expected, secret: false, parse }
}

/** Any text. */
export function text(): Parser<string> {
  return custom('a text', (value) => value)
}

/** A text that matches `pattern`, described by `expected`. */
export function pattern(expected: string, expression: RegExp): Parser<string> {
  return custom(expected, (value) => (expression.test(value) ? value : undefined))
}

/** A text that never prints, exactly as it is given. */
export function secretText(): Parser<Secret> {
  return secret(text())
}

/** What `parser` takes, as a secret: it never prints, not even in the message about a wrong one. */
export function secret(parser: Parser<string>): Parser<Secret> {
  return {
    expected: parser.expected,
    secret: true,
    parse: (value) => {
      const parsed = parser.parse(value)
      return parsed === undefined ? undefined : new Secret(parsed)
    },
  }
}

/**
 * Base64 (RFC 4648 §4, padding optional) of exactly `bytes` bytes, kept as its text in a secret.
 */
export function base64Secret(bytes: number): Parser<Secret> {
  return secret(
    custom(`base64 of ${bytes} bytes`, (value) => {
      const isWhole = BASE64_PATTERN.test(value) && Buffer.from(value, 'base64').length === bytes
      return isWhole ? value : undefined
    }),
  )
}

/** A whole number within bounds, both included. */
export function integer(
  bounds: { readonly min?: number; readonly max?: number } = {},
): Parser<number> {
  const { min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER } = bounds
  return custom(`a whole number${describeBounds(bounds)}`, (value) =>
    integerWithin(value, min, max),
  )
}

/** A length of time in whole milliseconds, not negative. */
export function milliseconds(
  bounds: { readonly min?: number; readonly max?: number } = {},
): Parser<number> {
  const { min = 0, max = Number.MAX_SAFE_INTEGER } = bounds
  const expected = `milliseconds, a whole number${describeBounds({ ...bounds, min })}`
  return custom(expected, (value) => integerWithin(value, min, max))
}

/** A TCP port; 0 takes a free one. */
export function port(): Parser<number> {
  return custom('a port (0 to 65535)', (value) => integerWithin(value, 0, 65_535))
}

/**
 * `true` or `false`. The reference takes every other text for false, which hides mistakes (`TRUE`,
 * `1`, `yes`); here it is an error.
 */
export function boolean(): Parser<boolean> {
  return custom('true or false', (value) => {
    if (value === 'true') return true
    return value === 'false' ? false : undefined
  })
}

/** An absolute URL of http or https, or of the given protocols (`redis:`), as it is written. */
export function url(protocols: readonly string[] = ['http:', 'https:']): Parser<string> {
  const names = protocols.map((protocol) => protocol.slice(0, -1)).join(' or ')
  return custom(`an absolute URL of ${names}`, (value) => {
    const parsed = URL.parse(value)
    return parsed !== null && protocols.includes(parsed.protocol) ? value : undefined
  })
}

/**
 * A URL of http or https that paths are added to: without query and fragment, slashes at its end
 * dropped.
 */
export function baseUrl(): Parser<string> {
  return custom('an absolute URL of http or https, without query', (value) => {
    const parsed = url().parse(value)
    return parsed === undefined || /[?#]/.test(parsed) ? undefined : parsed.replace(/\/+$/, '')
  })
}

/** URLs as `url` takes them, separated by commas; none for the empty text. */
export function urlList(protocols?: readonly string[]): Parser<readonly string[]> {
  const one = url(protocols)
  return custom(`${one.expected}, or several separated by commas`, (value) => {
    const items = value.split(',').flatMap((item) => (item.trim() === '' ? [] : [item.trim()]))
    const parsed = items.flatMap((item) => one.parse(item) ?? [])
    return parsed.length === items.length ? parsed : undefined
  })
}

/** A UUID, in lower case whatever case it is written in. */
export function uuid(): Parser<string> {
  return custom('a UUID', (value) => (UUID_PATTERN.test(value) ? value.toLowerCase() : undefined))
}

/** One of the given words. */
export function oneOf<const Word extends string>(...words: readonly Word[]): Parser<Word> {
  return custom(`one of ${words.join(', ')}`, (value) => words.find((word) => word === value))
}

/** The path of a file, which is not looked at here. */
export function filePath(): Parser<string> {
  return custom('the path of a file', (value) => (value.includes('\0') ? undefined : value))
}

/**
 * A decimal number, not negative, as an exact ratio: `0.01` is `{ num: 1n, den: 100n }`. At most
 * `max`, a decimal too, when it is given.
 */
export function decimalFraction(
  bounds: { readonly max?: string } = {},
): Parser<{ readonly num: bigint; readonly den: bigint }> {
  const max = bounds.max === undefined ? undefined : parseDecimal(bounds.max)
  const upTo = bounds.max === undefined ? '' : `, at most ${bounds.max}`
  return custom(`a decimal number (like 0.01)${upTo}`, (value) => {
    const ratio = parseDecimal(value)
    if (ratio === undefined || max === undefined) return ratio
    return ratio.num * max.den <= max.num * ratio.den ? ratio : undefined
  })
}

function parseDecimal(value: string): { readonly num: bigint; readonly den: bigint } | undefined {
  const [, whole, fraction = ''] = DECIMAL_PATTERN.exec(value) ?? []
  if (whole === undefined || value.length > DECIMAL_DIGITS_MAX) return undefined
  const digits = fraction.replace(/0+$/, '')
  return { num: BigInt(whole + digits), den: 10n ** BigInt(digits.length) }
}

function integerWithin(value: string, min: number, max: number): number | undefined {
  const number = INTEGER_PATTERN.test(value) ? Number(value) : Number.NaN
  return Number.isSafeInteger(number) && number >= min && number <= max ? number : undefined
}

function describeBounds({ min, max }: { readonly min?: number; readonly max?: number }): string {
  if (min !== undefined && max !== undefined) return ` (${min} to ${max})`
  if (min !== undefined) return ` (at least ${min})`
  return max === undefined ? '' : ` (at most ${max})`
}
