import type { AdapterDefinition } from './adapter-definition.ts'
import type { FieldSpec } from './field.ts'
import { readerOf } from './read-value.ts'

/** An endpoint, for the documentation and /status. */
export interface EndpointRow {
  readonly name: string
  readonly aliases: readonly string[]
  readonly isDefault: boolean
  /** Names of its sources, best first. */
  readonly transports: readonly string[]
  readonly parameters: readonly ParameterRow[]
  readonly doc: string
}

/** A parameter of an endpoint. */
export interface ParameterRow {
  readonly name: string
  readonly aliases: readonly string[]
  readonly required: boolean
  /** What is taken: `one of spot, mid`. */
  readonly expected: string
  /** As JSON has it; undefined when there is none. */
  readonly default: unknown
  readonly doc: string
}

/** Every endpoint of an adapter with its parameters, in the order of the definition. */
export function describeEndpoints({
  endpoints,
  defaultEndpoint,
}: AdapterDefinition): readonly EndpointRow[] {
  const names = Object.keys(endpoints)
  const usual = defaultEndpoint ?? (names.length === 1 ? names[0] : undefined)
  return Object.entries(endpoints).map(([name, { aka = [], sources, input, doc = '' }]) => ({
    name,
    aliases: aka,
    isDefault: [name, ...aka].some((each) => each.toLowerCase() === usual?.toLowerCase()),
    transports: sources.map((source) => source.name),
    parameters: Object.entries(input.specs).map(([each, spec]) => parameterRow(each, spec)),
    doc,
  }))
}

function parameterRow(name: string, spec: FieldSpec): ParameterRow {
  return {
    name,
    aliases: spec.aliases,
    required: spec.presence === 'required',
    expected: readerOf(spec).expected,
    default: spec.fallback,
    doc: spec.words,
  }
}
