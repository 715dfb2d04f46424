import { type ConfigRow, describeConfig } from '@kivuko/config'
import { Secret } from '@kivuko/log'
import type { AdapterDefinition } from '../definition/adapter-definition.ts'
import { frameworkSchema } from './framework-settings.ts'
import type { Settings } from './read-settings.ts'
import { ownKey, settingsSchema, urlKey } from './settings-schema.ts'

/** One setting, for the documentation and /status. */
export interface SettingRow extends ConfigRow {
  /** Whether the adapter brought it, not the framework. */
  readonly isOwn: boolean
  /** What is in force; undefined where nothing is, or no settings were given. Never a secret. */
  readonly value: string | undefined
}

/** Every setting of an adapter, the framework's first, with the values in force where given. */
export function describeSettings(
  definition: AdapterDefinition,
  settings?: Settings,
): readonly SettingRow[] {
  const schema = settingsSchema(definition)
  const values = settings === undefined ? {} : keyed(settings)
  return Object.keys(schema)
    .filter((key) => key.startsWith(ownKey) || !(`${ownKey}${schema[key]?.env}` in schema))
    .flatMap((key) => {
      const one = schema[key]
      const rows = one === undefined ? [] : describeConfig({ [key]: one })
      const isOwn = !Object.hasOwn(frameworkSchema, key)
      return rows.map((row) => ({
        ...withoutSecrets(row),
        isOwn,
        value: shown(values[key], row.secret),
      }))
    })
}

const hidden = new Secret('')

function withoutSecrets(row: ConfigRow): ConfigRow {
  return { ...row, default: shown(row.default, row.secret) }
}

function keyed({ framework, own, adapterUrls }: Settings): Readonly<Record<string, unknown>> {
  const ownValues = Object.entries(own).map(([name, value]) => [`${ownKey}${name}`, value] as const)
  const urls = [...adapterUrls].map(([name, url]) => [`${urlKey}${name}`, url] as const)
  return { ...framework, ...Object.fromEntries([...ownValues, ...urls]) }
}

function shown(value: unknown, secret: boolean): string | undefined {
  if (value === undefined) return undefined
  if (secret) return String(hidden)
  return withoutCredentials(typeof value === 'string' ? value : JSON.stringify(value))
}

/** A user and password in a URL are secrets wherever they stand. */
function withoutCredentials(text: string): string {
  return text.replaceAll(/\/\/[^/@\s]*@/g, '//[secret]@')
}
