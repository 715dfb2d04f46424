/**
 * The part of Structured Field Values (RFC 8941) that signatures and digests are written in.
 *
 * | field             | shape                                                        |
 * |-------------------|--------------------------------------------------------------|
 * | `signature-input` | dictionary of inner lists of strings, with parameters        |
 * | `signature`       | dictionary of byte sequences                                 |
 * | `content-digest`  | dictionary of byte sequences                                 |
 */

/** A bare item: string, token, integer, boolean or byte sequence (tokens read as strings). */
export type BareItem = string | number | boolean | Buffer

/** Parameters of a member, by name. */
export type Parameters = ReadonlyMap<string, BareItem>

/** A string in an inner list; `hasParameters` when something like `;sf` or `;req` follows it. */
export interface ListedString {
  readonly value: string
  readonly hasParameters: boolean
}

/** An inner list member of a dictionary. */
export interface InnerList {
  readonly items: readonly ListedString[]
  readonly parameters: Parameters
  /** The member's text as it was received, without its label. */
  readonly raw: string
}

/** Reads a dictionary of inner lists of strings; undefined when it is anything else. */
export function parseInnerLists(text: string): ReadonlyMap<string, InnerList> | undefined {
  return parseDictionary(text, (scanner) => {
    const start = scanner.at
    const items = parseInnerList(scanner)
    const parameters = items && parseParameters(scanner)
    if (!parameters) return undefined
    return { items, parameters, raw: text.slice(start, scanner.at) }
  })
}

/** Reads a dictionary of byte sequences; undefined when it is anything else. */
export function parseByteSequences(text: string): ReadonlyMap<string, Buffer> | undefined {
  return parseDictionary(text, (scanner) => {
    const bytes = parseBytes(scanner)
    return bytes && parseParameters(scanner) && bytes
  })
}

interface Scanner {
  readonly text: string
  at: number
}

function parseDictionary<T>(
  text: string,
  parseMember: (scanner: Scanner) => T | undefined,
): Map<string, T> | undefined {
  const scanner: Scanner = { text, at: 0 }
  const members = new Map<string, T>()
  skip(scanner, /[ ]*/y)
  while (true) {
    const label = take(scanner, keyForm)
    if (label === undefined || !take(scanner, equals)) return undefined
    const member = parseMember(scanner)
    if (member === undefined) return undefined
    members.set(label, member)
    skip(scanner, optionalSpace)
    if (scanner.at === text.length) return members
    if (!take(scanner, comma)) return undefined
    skip(scanner, optionalSpace)
  }
}

const keyForm = /[a-z*][a-z0-9_.*-]*/y
const equals = /=/y
const comma = /,/y
const optionalSpace = /[ \t]*/y
const spaces = / +/y
const open = /\( */y
const close = / *\)/y
const semicolon = /; */y
const stringForm = /"(?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*"/y
const tokenForm = /[A-Za-z*][A-Za-z0-9!#$%&'*+.^_`|~:/-]*/y
const integerForm = /-?[0-9]{1,15}(?![0-9.])/y
const booleanForm = /\?[01]/y
const bytesForm = /:[A-Za-z0-9+/=]*:/y

/**
 * What the sticky pattern matches at the scanner, which moves behind it; undefined where it does
 * not.
 */
function take(scanner: Scanner, pattern: RegExp): string | undefined {
  pattern.lastIndex = scanner.at
  const matched = pattern.exec(scanner.text)?.[0]
  if (matched !== undefined) scanner.at += matched.length
  return matched
}

function skip(scanner: Scanner, pattern: RegExp): void {
  take(scanner, pattern)
}

function parseInnerList(scanner: Scanner): ListedString[] | undefined {
  if (take(scanner, open) === undefined) return undefined
  const items: ListedString[] = []
  if (take(scanner, close) !== undefined) return items
  while (true) {
    const value = parseString(scanner)
    const parameters = value === undefined ? undefined : parseParameters(scanner)
    if (value === undefined || !parameters) return undefined
    items.push({ value, hasParameters: parameters.size > 0 })
    if (take(scanner, close) !== undefined) return items
    if (take(scanner, spaces) === undefined) return undefined
  }
}

function parseParameters(scanner: Scanner): Parameters | undefined {
  const parameters = new Map<string, BareItem>()
  while (take(scanner, semicolon) !== undefined) {
    const name = take(scanner, keyForm)
    if (name === undefined) return undefined
    const value = take(scanner, equals) === undefined ? true : parseBareItem(scanner)
    if (value === undefined) return undefined
    parameters.set(name, value)
  }
  return parameters
}

function parseBareItem(scanner: Scanner): BareItem | undefined {
  const next = scanner.text[scanner.at]
  if (next === '"') return parseString(scanner)
  if (next === ':') return parseBytes(scanner)
  const boolean = take(scanner, booleanForm)
  if (boolean !== undefined) return boolean === '?1'
  const integer = take(scanner, integerForm)
  return integer === undefined ? take(scanner, tokenForm) : Number(integer)
}

function parseString(scanner: Scanner): string | undefined {
  const quoted = take(scanner, stringForm)
  if (quoted === undefined) return undefined
  const inner = quoted.slice(1, -1)
  return inner.includes('\\') ? inner.replaceAll(/\\(["\\])/g, '$1') : inner
}

function parseBytes(scanner: Scanner): Buffer | undefined {
  const wrapped = take(scanner, bytesForm)
  return wrapped === undefined ? undefined : Buffer.from(wrapped.slice(1, -1), 'base64')
}

/**
 * A text as a structured string, quoted. Throws when it holds anything but printable ASCII, which
 * has no form there (RFC 8941 section 3.3.3).
 */
export function serializeString(text: string): string {
  if (!/^[\x20-\x7e]*$/.test(text)) throw new TypeError('a structured string is printable ASCII')
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`
}
