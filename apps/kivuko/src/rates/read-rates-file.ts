import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'

/** Where an adapter is: in a module, to be run in this process, or at an address. */
export type AdapterPlace =
  | {
      /** The module's own URL. */
      readonly module: string
      /** Which of its exports; the only one that is an adapter if left out. */
      readonly export?: string | undefined
    }
  | { readonly url: string }

/** What a file says. */
export interface RatesFile {
  /** By the names that the markets use. */
  readonly adapters: ReadonlyMap<string, AdapterPlace>
  /** All else of it: what rates are made of. */
  readonly rates: unknown
}

const place = z.union([
  z.strictObject({ module: z.string().min(1), export: z.string().min(1).optional() }),
  z.strictObject({ url: z.url({ protocol: /^https?$/ }) }),
])

const schema = z.looseObject({ adapters: z.record(z.string().min(1), place) })

/**
 * Reads a file of `RATES_CONFIG`. Modules are found as if the file itself imported them: `./x.ts`,
 * or the name of a package. Throws an error that says what is wrong with the file.
 */
export async function readRatesFile(path: string): Promise<RatesFile> {
  const read = schema.safeParse(await readJson(path))
  if (!read.success) throw new Error(`${path}: ${z.prettifyError(read.error)}`)
  const { adapters, ...rates } = read.data
  const places = Object.entries(adapters).map(([name, each]) => {
    return [
      name,
      'module' in each ? { ...each, module: moduleUrl(path, each.module) } : each,
    ] as const
  })
  return { adapters: new Map(places), rates }
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch (error) {
    throw new Error(`RATES_CONFIG: ${path} cannot be read`, { cause: error })
  }
}

function moduleUrl(path: string, name: string): string {
  try {
    return pathToFileURL(createRequire(resolve(path)).resolve(name)).href
  } catch (error) {
    throw new Error(`RATES_CONFIG: there is no module ${name} beside ${path}`, { cause: error })
  }
}
