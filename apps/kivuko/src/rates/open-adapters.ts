import { type Adapter, type AskAdapter, askOverHttp, startAdapters } from '@kivuko/adapter'
import type { Environment } from '@kivuko/config'
import { createHttpClient } from '@kivuko/http'
import type { NodeProcess } from '../node-process.ts'
import type { LoadedAdapter } from './load-adapters.ts'

/** How long an adapter at an address may take: a node waits no longer for rates. */
const adapterAnswerMsMax = 5_000

/** Makes adapters be asked by their names: those of modules run in this process until it stops. */
export async function openAdapters(
  node: NodeProcess,
  {
    adapters,
    env,
  }: { readonly adapters: ReadonlyMap<string, LoadedAdapter>; readonly env: Environment },
): Promise<ReadonlyMap<string, AskAdapter>> {
  const own = new Map<string, Adapter>()
  const asked = new Map<string, AskAdapter>()
  for (const [name, place] of adapters) {
    if ('url' in place) asked.set(name, askAt(node, name, place.url))
    else own.set(name, place.adapter)
  }
  const [first, ...others] = own.values()
  if (first === undefined) return asked
  const { shutdown, ...world } = node
  const running = await startAdapters([first, ...others], env, world)
  shutdown.register('adapters', running)
  for (const [index, name] of [...own.keys()].entries()) {
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
