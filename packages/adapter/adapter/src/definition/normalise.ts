import type { AdapterDefinition } from './adapter-definition.ts'
import { type InputRefusal, refuse, refuseUnknown } from './input-refusal.ts'
import { isRecord } from './is-record.ts'
import type { NormalisedRequest, RawRequest } from './normalised-request.ts'
import { type ReadableEndpoint, readableEndpoint } from './readable-endpoint.ts'

/** Makes sense of requests to one adapter. */
export interface Normaliser {
  normalise(request: RawRequest): NormalisedRequest | InputRefusal
}

/**
 * Compiles the endpoints of an adapter, so that a request costs a few look-ups. Throws when two
 * endpoints share a name, and on everything that `input` cannot see.
 */
export function createNormaliser(definition: AdapterDefinition): Normaliser {
  const byName = endpointsByName(definition)
  const fallback = defaultEndpoint(definition, byName)
  return {
    normalise: ({ data, endpoint, query }) => {
      const raw = isRecord(data) ? data : {}
      const name = chosenName(endpoint) ?? chosenName(raw['endpoint'])
      const named = query?.get('endpoint') ?? name
      const found = findEndpoint(byName, named, fallback)
      if ('ok' in found) return found
      return found.read(query === undefined ? raw : found.mergeQuery(raw, query))
    },
  }
}

function endpointsByName(definition: AdapterDefinition): ReadonlyMap<string, ReadableEndpoint> {
  const byName = new Map<string, ReadableEndpoint>()
  for (const [name, endpoint] of Object.entries(definition.endpoints)) {
    const readable = readableEndpoint({ adapter: definition.name, name, endpoint })
    for (const each of [name, ...(endpoint.aka ?? [])]) {
      const lower = each.toLowerCase()
      if (byName.has(lower)) throw new Error(`Two endpoints are called ${lower}`)
      byName.set(lower, readable)
    }
  }
  return byName
}

function defaultEndpoint(
  { endpoints, defaultEndpoint: name }: AdapterDefinition,
  byName: ReadonlyMap<string, ReadableEndpoint>,
): ReadableEndpoint | undefined {
  const [only, ...others] = Object.keys(endpoints)
  if (only === undefined) throw new Error('An adapter needs an endpoint')
  if (name === undefined) return others.length > 0 ? undefined : byName.get(only.toLowerCase())
  const found = byName.get(name.toLowerCase())
  if (found === undefined) throw new Error(`The default endpoint ${name} is not there`)
  return found
}

function findEndpoint(
  byName: ReadonlyMap<string, ReadableEndpoint>,
  name: unknown,
  fallback: ReadableEndpoint | undefined,
): ReadableEndpoint | InputRefusal {
  if (name === undefined) return fallback ?? refuse(`endpoint is missing: ${listOf(byName)}`)
  if (typeof name !== 'string') return refuse('endpoint is wrong: expected a text')
  const found = byName.get(name) ?? byName.get(name.toLowerCase())
  return found ?? refuseUnknown(`There is no such endpoint: ${listOf(byName)}`)
}

function chosenName(name: unknown): unknown {
  return name === null || name === '' ? undefined : name
}

function listOf(byName: ReadonlyMap<string, ReadableEndpoint>): string {
  return `expected one of ${[...byName.keys()].join(', ')}`
}
