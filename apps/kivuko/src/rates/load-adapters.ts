import type { Adapter } from '@kivuko/adapter'
import type { AdapterPlace } from './read-rates-file.ts'

/** An adapter to be run in this process, or the address of one that runs. */
export type LoadedAdapter = { readonly adapter: Adapter } | { readonly url: string }

/** Loads the modules of adapters; says of each that cannot be used why not. */
export async function loadAdapters(places: ReadonlyMap<string, AdapterPlace>): Promise<{
  readonly adapters: ReadonlyMap<string, LoadedAdapter>
  readonly problems: readonly string[]
}> {
  const adapters = new Map<string, LoadedAdapter>()
  const problems: string[] = []
  for (const [name, place] of places) {
    const loaded = 'url' in place ? place : await loadAdapter(place)
    if (typeof loaded === 'string') problems.push(`adapters.${name}: ${loaded}`)
    else adapters.set(name, loaded)
  }
  return { adapters, problems }
}

async function loadAdapter(
  place: Extract<AdapterPlace, { module: string }>,
): Promise<LoadedAdapter | string> {
  const exported = await importOrSay(place)
  if (typeof exported === 'string') return exported
  const named = Object.entries(exported).filter(
    ([name]) => place.export === undefined || name === place.export,
  )
  const found = named.filter((entry): entry is [string, Adapter] => isAdapter(entry[1]))
  const [only, ...more] = found
  if (only !== undefined && more.length === 0) return { adapter: only[1] }
  if (more.length > 0) {
    const names = found.map(([name]) => name).join(', ')
    return `${place.name} has several: name its export, one of ${names}`
  }
  return place.export === undefined
    ? `${place.name} has no adapter`
    : `${place.name} has no adapter ${place.export}`
}

async function importOrSay({
  module,
  name,
}: Extract<AdapterPlace, { module: string }>): Promise<Readonly<Record<string, unknown>> | string> {
  try {
    // A module's namespace is an object whatever it exports.
    return (await import(module)) as Readonly<Record<string, unknown>>
  } catch (error) {
    return `${name} cannot be loaded: ${error instanceof Error ? error.message : String(error)}`
  }
}

function isAdapter(value: unknown): value is Adapter {
  const isObject = typeof value === 'object' && value !== null
  return isObject && 'definition' in value && 'start' in value && typeof value.start === 'function'
}
