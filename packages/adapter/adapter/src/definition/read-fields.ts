import type { Params } from '../engine/source.ts'
import type { FieldSpec } from './field.ts'
import type { ValueReader } from './value-reader.ts'

/** Reads the fields of an object: their values by canonical name, or in words what is wrong. */
export type ReadFields = (raw: Readonly<Record<string, unknown>>) => Params | string

interface ReadableField {
  readonly name: string
  readonly spec: FieldSpec
  readonly reader: ValueReader
}

/**
 * Compiles fields to a function that reads them: aliases resolved, null taken as not given, what is
 * not declared dropped, defaults filled in. Throws on a default that would be refused.
 */
export function readFieldsOf(
  specs: Readonly<Record<string, FieldSpec>>,
  readerOf: (spec: FieldSpec) => ValueReader,
): ReadFields {
  const fields = Object.entries(specs).map(([name, spec]) => readableField(name, spec, readerOf))
  const related = fields.filter(({ spec }) => spec.needs.length + spec.excluded.length > 0)
  return (raw) => {
    const values: Record<string, unknown> = {}
    for (const field of fields) {
      const problem = readField(field, raw, values)
      if (problem !== undefined) return problem
    }
    for (const field of related) {
      const problem = checkRelated(field, fields, { raw, values })
      if (problem !== undefined) return problem
    }
    return values
  }
}

function readableField(
  name: string,
  spec: FieldSpec,
  readerOf: (spec: FieldSpec) => ValueReader,
): ReadableField {
  const reader = readerOf(spec)
  if (spec.fallback === undefined) return { name, spec, reader }
  const fallback = reader.read(spec.fallback)
  if (fallback === undefined) throw new Error(`The default of ${name} would be refused`)
  return { name, spec: { ...spec, fallback }, reader }
}

function readField(
  { name, spec, reader }: ReadableField,
  raw: Readonly<Record<string, unknown>>,
  values: Record<string, unknown>,
): string | undefined {
  let given = raw[name]
  for (const alias of spec.aliases) {
    const other = raw[alias]
    if (other === undefined || other === null) continue
    if (given !== undefined && given !== null) {
      return `${name} is given twice, under other names: ${[name, ...spec.aliases].join(', ')}`
    }
    given = other
  }
  if (given === undefined || given === null) {
    if (spec.presence === 'required') return `${name} is missing: expected ${reader.expected}`
    if (spec.fallback !== undefined) values[name] = spec.fallback
    return undefined
  }
  const value = reader.read(given)
  if (value === undefined) return `${name} is wrong: expected ${reader.expected}`
  values[name] = value
  return undefined
}

function checkRelated(
  { name, spec }: ReadableField,
  fields: readonly ReadableField[],
  { raw, values }: { readonly raw: Readonly<Record<string, unknown>>; readonly values: Params },
): string | undefined {
  const isGiven = (other: string) =>
    fields.some((field) => field.name === other && isGivenIn(raw, field))
  if (!isGiven(name)) return undefined
  const missing = spec.needs.find((other) => values[other] === undefined)
  if (missing !== undefined) return `${name} needs ${missing} as well`
  const unwanted = spec.excluded.find(isGiven)
  return unwanted === undefined ? undefined : `${name} cannot be given together with ${unwanted}`
}

function isGivenIn(raw: Readonly<Record<string, unknown>>, { name, spec }: ReadableField): boolean {
  return [name, ...spec.aliases].some((each) => raw[each] !== undefined && raw[each] !== null)
}
