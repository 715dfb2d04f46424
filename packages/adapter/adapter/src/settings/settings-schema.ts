import type { ConfigSchema } from '@kivuko/config'
import type { AdapterDefinition } from '../definition/adapter-definition.ts'
import { adapterUrlSchema } from './adapter-urls.ts'
import { frameworkSchema } from './framework-settings.ts'
import { ownSchema } from './own-settings.ts'
import { withDefaults } from './with-defaults.ts'

/** Keys of an adapter's own settings among all; the rest is the variable. */
export const ownKey = 'own:'

/** Keys of other adapters' URLs among all; the rest is the adapter. */
export const urlKey = 'url:'

/**
 * Every variable of an adapter: the framework's, its own (some may be both: `sharedVariables`), and
 * other adapters' URLs. Throws on a definition whose settings cannot be.
 */
export function settingsSchema(definition: AdapterDefinition): ConfigSchema {
  return {
    ...withDefaults(frameworkSchema, definition.settingDefaults ?? {}),
    ...withKeys(ownKey, ownSchema(definition)),
    ...withKeys(urlKey, adapterUrlSchema(definition.asks ?? [])),
  }
}

/** The values whose keys begin with `start`, by the rest of their keys; without those not set. */
export function valuesBelow(
  start: string,
  values: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const below = Object.entries(values).filter(
    ([key, value]) => key.startsWith(start) && value !== undefined,
  )
  return Object.fromEntries(below.map(([key, value]) => [key.slice(start.length), value]))
}

function withKeys(start: string, schema: ConfigSchema): ConfigSchema {
  return Object.fromEntries(
    Object.entries(schema).map(([key, setting]) => [`${start}${key}`, setting]),
  )
}
