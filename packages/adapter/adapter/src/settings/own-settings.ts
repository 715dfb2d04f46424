import { custom, defaulted, optional, type Parser, required, type Setting } from '@kivuko/config'
import { Secret } from '@kivuko/log'
import type { AdapterDefinition } from '../definition/adapter-definition.ts'
import type { Fields, FieldSpec } from '../definition/field.ts'
import { readerOf } from '../definition/read-value.ts'
import { frameworkSchema, sharedVariables } from './framework-settings.ts'
import { anyCaseFlag, splitList } from './setting-kinds.ts'

/** The settings of an adapter and of its sources, by their variables' names. */
export function ownFields({ env = {}, endpoints }: AdapterDefinition): Fields {
  const sources = Object.values(endpoints).flatMap((endpoint) => endpoint.sources)
  const named = sources.flatMap((source) => Object.entries(source.env ?? {}))
  return { ...Object.fromEntries(named), ...env }
}

/**
 * How an adapter's settings are read. Throws on a name that the framework uses, on a default that
 * would be refused, and on a group, which no variable can hold.
 */
export function ownSchema(
  definition: AdapterDefinition,
): Readonly<Record<string, Setting<unknown>>> {
  const taken = new Set(
    Object.values(frameworkSchema).flatMap(({ env, oldNames }) => [env, ...oldNames]),
  )
  for (const shared of sharedVariables) taken.delete(shared)
  const settings = Object.entries(ownFields(definition)).map(([env, { spec }]) => {
    if (!/^[A-Za-z_]\w*$/.test(env)) throw new Error(`${env} is no name of a variable`)
    if (taken.has(env)) throw new Error(`${env} is a setting of the framework`)
    return [env, settingOf(env, spec)] as const
  })
  return Object.fromEntries(settings)
}

function settingOf(env: string, spec: FieldSpec): Setting<unknown> {
  const names: readonly [string, ...string[]] = [env, ...spec.aliases]
  const setting = { env: names, type: parserOf(env, spec), doc: spec.words }
  if (spec.presence === 'required') return required(setting)
  if (spec.presence === 'optional') return optional(setting)
  const { fallback } = spec
  return defaulted({
    ...setting,
    default: Array.isArray(fallback) ? fallback.join() : textOf(fallback),
  })
}

function textOf(fallback: unknown): string {
  return fallback instanceof Secret ? fallback.reveal() : String(fallback)
}

function parserOf(env: string, spec: FieldSpec): Parser<unknown> {
  if (spec.token !== undefined) throw new Error(`${env} is an address: only parameters are`)
  if (spec.kind === 'group') throw new Error(`${env} is a group, which no variable can hold`)
  if (spec.kind === 'secret') return secretParser()
  if (spec.kind === 'flag') return anyCaseFlag()
  if (spec.kind === 'list' && spec.item !== undefined) return listParser(env, spec.item)
  const reader = readerOf(spec)
  return spec.kind === 'number'
    ? custom(reader.expected, (value) => reader.read(numberOf(value)))
    : custom(reader.expected, (value) => reader.read(value))
}

function secretParser(): Parser<unknown> {
  return { expected: 'a text', secret: true, parse: (value) => new Secret(value) }
}

function listParser(env: string, item: FieldSpec): Parser<unknown> {
  const one = parserOf(env, item)
  return {
    expected: `${one.expected}, or several separated by commas`,
    secret: one.secret,
    parse: (value) => {
      const items = splitList(value)?.map((each) => one.parse(each))
      return items?.includes(undefined) ? undefined : items
    },
  }
}

/** Decimal digits only: what else JavaScript takes for a number is a mistake in a setting. */
function numberOf(value: string): number {
  return /^-?\d+(?:\.\d+)?$/.test(value) ? Number(value) : Number.NaN
}
