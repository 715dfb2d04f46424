import type { ConfigProblem, ConfigSchema, Environment, Setting } from '@kivuko/config'
import type { AdapterDefinition } from '../definition/adapter-definition.ts'
import { variablePrefix } from './adapter-urls.ts'

/** What may stand before the variables of an adapter. */
export function envPrefixOf({ envPrefix, name }: AdapterDefinition): string {
  return envPrefix ?? variablePrefix(name)
}

/**
 * The schema with the one variable that each setting is read from: with the prefix before those
 * without, and of either kind the name that is set. Two names of one setting with different values
 * are a problem. Throws when a prefixed name is another setting's own.
 */
export function nameVariables<Schema extends ConfigSchema>(
  schema: Schema,
  { prefix, env }: { readonly prefix: string; readonly env: Environment },
): { readonly schema: Schema; readonly problems: readonly ConfigProblem[] } {
  checkPrefix(schema, prefix)
  const problems: ConfigProblem[] = []
  const entries = Object.entries(schema).map(([key, setting]) => {
    const plain = [setting.env, ...setting.oldNames]
    const set = (names: readonly string[]) => names.filter((name) => (env[name] ?? '') !== '')
    const prefixed = set(plain.map((name) => `${prefix}_${name}`))
    const [name = setting.env, ...others] = prefixed.length > 0 ? prefixed : set(plain)
    const other = others.find((each) => env[each] !== env[name])
    if (other !== undefined) problems.push(twoValues(name, other))
    return [key, { ...setting, env: name, oldNames: [] }] as const
  })
  // The same keys, and for each the same setting but for its names.
  return {
    schema: Object.fromEntries(entries) as Readonly<Record<string, Setting<unknown>>> as Schema,
    problems,
  }
}

function twoValues(name: string, other: string): ConfigProblem {
  return { variable: name, message: `${name} and ${other} mean the same, and differ` }
}

function checkPrefix(schema: ConfigSchema, prefix: string): void {
  if (!/^\w+$/.test(prefix)) throw new Error(`"${prefix}" cannot stand before variables`)
  const names = new Set(Object.values(schema).flatMap(({ env, oldNames }) => [env, ...oldNames]))
  const clash = [...names].find((name) => names.has(`${prefix}_${name}`))
  if (clash !== undefined) {
    throw new Error(`With the prefix ${prefix}, ${prefix}_${clash} has two meanings: set envPrefix`)
  }
}
