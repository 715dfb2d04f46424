import {
  type Adapter,
  type AskAdapter,
  askOverHttp,
  isAdapter,
  startAdapters,
} from '@kivuko/adapter'
import type { Environment } from '@kivuko/config'
import { createHttpClient } from '@kivuko/http'
import type { NodeProcess } from '../node-process.ts'
import type { AdapterPlace } from './read-rates-file.ts'

/** How long an adapter at an address may take: a node waits no longer for rates. */
const adapterAnswerMsMax = 5_000

/** Adapters of a file, by name: those of modules run in this process until it stops. */
export async function openAdapters(
  node: NodeProcess,
  {
    places,
    env,
  }: { readonly places: ReadonlyMap<string, AdapterPlace>; readonly env: Environment },
): Promise<ReadonlyMap<string, AskAdapter>> {
  const loaded = new Map<string, Adapter>()
  const asked = new Map<string, AskAdapter>()
  for (const [name, place] of places) {
    if ('url' in place) asked.set(name, askAt(node, name, place.url))
    else loaded.set(name, await loadAdapter(place))
  }
  const [first, ...others] = loaded.values()
  if (first === undefined) return asked
  const { shutdown, ...world } = node
  const running = await startAdapters([first, ...others], env, world)
  shutdown.register('adapters', running)
  for (const [index, name] of [...loaded.keys()].entries()) {
    const adapter = running.adapters[index]
    if (adapter !== undefined) asked.set(name, adapter.ask)
  }
  return asked
}

function askAt({ clock, shutdown }: NodeProcess, name: string, url: string): AskAdapter {
  const http = createHttpClient({ clock })
  shutdown.register(`client of ${name}`, http)
  const place = { clock, http, name, url, timeoutMs: adapterAnswerMsMax }
  return (ask, signal) => askOverHttp(place, ask, signal)
}

async function loadAdapter(place: Extract<AdapterPlace, { module: string }>): Promise<Adapter> {
  const exported: unknown = await import(place.module)
  // A module's namespace is an object whatever it exports.
  const named = Object.entries(exported as Readonly<Record<string, unknown>>).filter(
    ([name]) => place.export === undefined || name === place.export,
  )
  const [only, ...more] = named.map(([, value]) => value).filter((value) => isAdapter(value))
  if (only !== undefined && more.length === 0) return only
  const what = place.export === undefined ? 'no adapter, or several: name its export' : 'no adapter'
  throw new Error(`RATES_CONFIG: ${place.module} has ${what} ${place.export ?? ''}`.trimEnd())
}
