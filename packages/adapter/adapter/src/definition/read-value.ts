import type { FieldSpec } from './field.ts'
import { isRecord } from './is-record.ts'
import { readFieldsOf } from './read-fields.ts'
import type { ValueReader } from './value-reader.ts'

/** Longer texts are nobody's parameter, and would fill caches. */
const TEXT_LENGTH_MAX = 2_048

/** Longer lists are refused: every item is in the key. */
const LIST_LENGTH_MAX = 10_000

/** The reader of a parameter's value. */
export function readerOf(spec: FieldSpec): ValueReader {
  return spec.options === undefined ? plainReader(spec) : optionsReader(plainReader(spec), spec)
}

function plainReader(spec: FieldSpec): ValueReader {
  if (spec.kind === 'number') return numberReader(spec)
  if (spec.kind === 'flag') return flagReader
  if (spec.kind === 'list' && spec.item !== undefined) return listReader(readerOf(spec.item))
  if (spec.kind === 'group' && spec.fields !== undefined) return groupReader(spec.fields)
  if (spec.isSymbol) return symbolReader
  return spec.protocols === undefined ? textReader : urlReader(spec.protocols)
}

const textReader: ValueReader = {
  expected: 'a text that is not empty',
  read: (raw) => (isFilled(raw) ? raw : undefined),
}

const symbolReader: ValueReader = {
  expected: 'a symbol',
  read: (raw) => (isFilled(raw) ? raw.toUpperCase() : undefined),
}

const flagReader: ValueReader = {
  expected: 'true or false',
  read: (raw) => (typeof raw === 'boolean' ? raw : undefined),
}

function urlReader(protocols: readonly string[]): ValueReader {
  return {
    expected: `a URL of ${protocols.map((protocol) => protocol.replace(':', '')).join(', ')}`,
    read: (raw) => {
      const url = isFilled(raw) ? URL.parse(raw) : null
      return url !== null && protocols.includes(url.protocol) ? raw : undefined
    },
  }
}

function numberReader({ bounds }: FieldSpec): ValueReader {
  const { min, max } = bounds ?? { min: -Number.MAX_VALUE, max: Number.MAX_VALUE }
  return {
    expected: bounds === undefined ? 'a number' : `a number from ${min} to ${max}`,
    read: (raw) => (typeof raw === 'number' && raw >= min && raw <= max ? raw : undefined),
  }
}

function listReader(item: ValueReader): ValueReader {
  return {
    expected: `an array, each item ${item.expected}`,
    read: (raw) => {
      if (!Array.isArray(raw) || raw.length > LIST_LENGTH_MAX) return undefined
      const items = raw.map((each) => item.read(each))
      return items.includes(undefined) ? undefined : items
    },
  }
}

function groupReader(specs: Readonly<Record<string, FieldSpec>>): ValueReader {
  const readFields = readFieldsOf(specs, readerOf)
  const names = Object.entries(specs).map(([name, spec]) => `${name} (${readerOf(spec).expected})`)
  return {
    expected: `an object of ${names.join(', ')}`,
    read: (raw) => {
      const values = isRecord(raw) ? readFields(raw) : 'not an object'
      return typeof values === 'string' ? undefined : values
    },
  }
}

function optionsReader(inner: ValueReader, { options = [] }: FieldSpec): ValueReader {
  const allowed = new Set(options)
  return {
    expected: `one of ${options.join(', ')}`,
    read: (raw) => {
      const value = inner.read(raw)
      return allowed.has(value) ? value : undefined
    },
  }
}

function isFilled(raw: unknown): raw is string {
  return typeof raw === 'string' && raw.length <= TEXT_LENGTH_MAX && /\S/.test(raw)
}
