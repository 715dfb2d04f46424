import type { Environment } from '@kivuko/config'
import type { AdapterDefinition } from './definition/adapter-definition.ts'
import { checkDefinition } from './definition/check-definition.ts'
import type { Endpoints } from './definition/endpoint.ts'
import type { Fields } from './definition/field.ts'
import { createNormaliser } from './definition/normalise.ts'
import type { AdapterWorld } from './start/adapter-world.ts'
import { askerOf, askServed, askServedNow, watchServed } from './start/ask-served.ts'
import type { RunningAdapter } from './start/running-adapter.ts'
import { startAdapter } from './start/start-adapter.ts'

/** An adapter that can be started, as often as wanted: nothing of it is shared. */
export interface Adapter<E extends Endpoints = Endpoints, Own extends Fields = Fields> {
  readonly definition: AdapterDefinition<E, Own>
  /**
   * Starts it with the settings of an environment. Throws a `ConfigError` with everything that is
   * wrong. What of the world is not given is the real one.
   */
  start(env: Environment, world?: Partial<AdapterWorld>): Promise<RunningAdapter<E>>
}

/** Makes an adapter of its definition. Throws on a definition that cannot work. */
export function createAdapter<const E extends Endpoints, const Own extends Fields = Fields>(
  definition: AdapterDefinition<E, Own>,
): Adapter<E, Own> {
  checkDefinition(definition)
  createNormaliser(definition)
  return {
    definition,
    start: async (env, world = {}) => {
      const started = await startAdapter(definition, env, world)
      const { engine, served, server } = started
      return {
        name: definition.name,
        served,
        ask: askerOf(served),
        handle: server.handle,
        path: server.path,
        listen: () => server.listen(),
        status: () => engine.status(),
        get: (endpoint, data, freshness) => askServed(served, { endpoint, data, freshness }),
        getNow: (endpoint, data, freshness) => askServedNow(served, { endpoint, data, freshness }),
        watch: (endpoint, data, hear) => watchServed(served, { endpoint, data }, hear),
        [Symbol.asyncDispose]: () => started[Symbol.asyncDispose](),
      }
    },
  }
}

/** Whether a value, of a module perhaps, is an adapter. */
export function isAdapter(value: unknown): value is Adapter {
  const isObject = typeof value === 'object' && value !== null
  return isObject && 'definition' in value && 'start' in value && typeof value.start === 'function'
}
