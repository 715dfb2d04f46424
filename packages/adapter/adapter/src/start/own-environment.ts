import type { Environment } from '@kivuko/config'
import type { AdapterDefinition } from '../definition/adapter-definition.ts'
import { envPrefixOf } from '../settings/name-variables.ts'
import { readSettings } from '../settings/read-settings.ts'

/**
 * The environment of one adapter among several of a process. Keys do not tell adapters apart: where
 * two would have one group of a shared cache, each has its own, with its name, lest they answer
 * each other's values. Throws a `ConfigError` like the start would.
 */
export function ownEnvironment(
  definition: AdapterDefinition,
  all: readonly AdapterDefinition[],
  env: Environment,
): Environment {
  const group = givenGroup(definition, env)
  const isShared = all.some((other) => other !== definition && givenGroup(other, env) === group)
  if (group === undefined || !isShared) return env
  const variable = `${envPrefixOf(definition)}_CACHE_KEY_GROUP`
  return { ...env, [variable]: `${group}-${definition.name.toLowerCase()}` }
}

function givenGroup(definition: AdapterDefinition, env: Environment): string | undefined {
  const { cacheKeyGroup, cachePrefix, instanceId } = readSettings(definition, env).settings
    .framework
  return cacheKeyGroup ?? (cachePrefix === undefined ? instanceId : undefined)
}
