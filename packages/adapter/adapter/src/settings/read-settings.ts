import { ConfigError, type ConfigProblem, type Environment, readConfig } from '@kivuko/config'
import { Secret } from '@kivuko/log'
import type { AdapterDefinition } from '../definition/adapter-definition.ts'
import type { Endpoints } from '../definition/endpoint.ts'
import type { Fields, ValuesOf } from '../definition/field.ts'
import { checkOwn, checkSettings } from './check-settings.ts'
import { type FrameworkSettings, sharedVariables } from './framework-settings.ts'
import { idleSettings } from './idle-settings.ts'
import { envPrefixOf, nameVariables } from './name-variables.ts'
import { ownFields } from './own-settings.ts'
import { splitList } from './setting-kinds.ts'
import { ownKey, settingsSchema, urlKey, valuesBelow } from './settings-schema.ts'
import { type SettledSettings, settleSettings } from './settle-settings.ts'

/** The values of all settings of one adapter. */
export interface Settings<Own extends Fields = Fields> {
  readonly framework: SettledSettings
  /** Of the variables that the adapter and its sources declare. Secrets are `Secret`. */
  readonly own: ValuesOf<Own>
  /** Where the adapters are that this one asks, by name; those not there are in the process. */
  readonly adapterUrls: ReadonlyMap<string, string>
}

type Values = Readonly<Record<string, unknown>>

const keyVariables = ['API_KEY', 'WS_API_KEY'] as const

/**
 * Reads every setting of an adapter. Each variable may have the adapter's prefix before it, which
 * then wins. Of several keys in an `API_KEY` that the adapter declares as one secret, `pick` takes
 * one. Throws one `ConfigError` with everything that is wrong; warnings are for the log.
 */
export function readSettings<E extends Endpoints, Own extends Fields>(
  definition: AdapterDefinition<E, Own>,
  env: Environment,
  pick: (keys: readonly Secret[]) => Secret | undefined = ([first]) => first,
): { readonly settings: Settings<Own>; readonly warnings: readonly string[] } {
  const prefix = envPrefixOf(definition)
  const { schema, problems } = nameVariables(settingsSchema(definition), { prefix, env })
  const values = withProblems(problems, () => {
    const rules = (all: Values) => checkAll(definition, all)
    return readConfig(schema, env, rules).config
  })
  // Every setting of the schema has been read: the framework's under their own keys,
  const framework = settleSettings(values as unknown as FrameworkSettings)
  // and of each field of the adapter what its own parser made of it.
  const own = withOneKey(valuesBelow(ownKey, values), pick) as ValuesOf<Own>
  const urls = Object.entries(valuesBelow(urlKey, values))
  const adapterUrls = new Map(urls.map(([name, url]) => [name, String(url)]))
  const idle = Object.keys(idleSettings).flatMap((key) =>
    values[key] === undefined ? [] : [`${schema[key]?.env} has no effect here`],
  )
  const warnings = [...idle, ...unread(definition, framework)]
  return { settings: { framework, own, adapterUrls }, warnings }
}

/** Variables that only an adapter can give a meaning, and this one does not. */
function unread(
  definition: AdapterDefinition,
  { apiEndpoint, apiKeys, wsApiEndpoint, wsApiKeys }: FrameworkSettings,
): readonly string[] {
  const given = {
    API_ENDPOINT: apiEndpoint,
    API_KEY: apiKeys,
    WS_API_ENDPOINT: wsApiEndpoint,
    WS_API_KEY: wsApiKeys,
  }
  const read = ownFields(definition)
  return sharedVariables.flatMap((name) => {
    const isUnread = given[name] !== undefined && read[name] === undefined
    return isUnread ? [`${name} is set, and ${definition.name} does not read it`] : []
  })
}

/** Keys are lists in every environment; an adapter that declares one gets one. */
function withOneKey(own: Values, pick: (keys: readonly Secret[]) => Secret | undefined): Values {
  const picked = keyVariables.flatMap((name) => {
    const key = own[name]
    const parts = key instanceof Secret ? splitList(key.reveal()) : undefined
    const one = parts === undefined ? undefined : pick(parts.map((part) => new Secret(part)))
    return one === undefined ? [] : [[name, one] as const]
  })
  return picked.length === 0 ? own : { ...own, ...Object.fromEntries(picked) }
}

function checkAll(definition: AdapterDefinition, values: Values): readonly ConfigProblem[] {
  // The rules run when each setting has been read by its own parser.
  const framework = values as unknown as FrameworkSettings
  return [
    ...checkSettings(framework, definition),
    ...checkOwn(ownFields(definition), valuesBelow(ownKey, values)),
  ]
}

/** What `read` gives, unless there are problems: then all of them are thrown, its own included. */
function withProblems<Result>(problems: readonly ConfigProblem[], read: () => Result): Result {
  const result = attempt(read)
  if (result instanceof ConfigError) throw new ConfigError([...problems, ...result.problems])
  if (problems.length > 0) throw new ConfigError(problems)
  return result
}

function attempt<Result>(read: () => Result): Result | ConfigError {
  try {
    return read()
  } catch (error) {
    if (error instanceof ConfigError) return error
    throw error
  }
}
