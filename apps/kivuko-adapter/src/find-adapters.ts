import { type Adapter, isAdapter } from '@kivuko/adapter'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

/**
 * The adapters that files export, each once; or a sentence that says which file has none. What a
 * file throws when it is loaded, it throws.
 */
export async function findAdapters(
  files: readonly string[],
): Promise<readonly [Adapter, ...Adapter[]] | string> {
  const adapters = new Set<Adapter>()
  for (const file of files) {
    if (!existsSync(file)) return `there is no file ${resolve(file)}`
    const found = await adaptersOf(file)
    if (found.length === 0) return `${file} exports no adapter`
    for (const adapter of found) adapters.add(adapter)
  }
  const [first, ...others] = adapters
  return first === undefined ? 'no file is named' : [first, ...others]
}

async function adaptersOf(file: string): Promise<readonly Adapter[]> {
  const exported: unknown = await import(pathToFileURL(resolve(file)).href)
  // A module's namespace is an object whatever it exports.
  const values = Object.values(exported as Readonly<Record<string, unknown>>)
  return values.filter((value) => isAdapter(value))
}
