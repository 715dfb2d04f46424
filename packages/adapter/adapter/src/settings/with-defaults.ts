import type { ConfigSchema, Setting } from '@kivuko/config'

/**
 * The schema with an adapter's own defaults, by variable. Throws on a variable that is not there,
 * and on a default that cannot be read.
 */
export function withDefaults<Schema extends ConfigSchema>(
  schema: Schema,
  defaults: Readonly<Record<string, string>>,
): Schema {
  const variables = new Set(Object.values(schema).map(({ env }) => env))
  const unknown = Object.keys(defaults).find((variable) => !variables.has(variable))
  if (unknown !== undefined) throw new Error(`There is no setting ${unknown} to give a default to`)
  const entries = Object.entries(schema).map(([key, setting]) => {
    const text = defaults[setting.env]
    return [key, text === undefined ? setting : withDefault(setting, text)] as const
  })
  // The same keys, and for each a setting of the same kind of value.
  return Object.fromEntries(entries) as ConfigSchema as Schema
}

function withDefault(setting: Setting<unknown>, text: string): Setting<unknown> {
  const value = setting.parser.parse(text)
  if (value === undefined) {
    throw new Error(`The default of ${setting.env} is not ${setting.parser.expected}`)
  }
  return { ...setting, absent: { text, value } }
}
