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
      /** As the file writes it. */
      readonly name: string
      /** Which of its exports; the only one that is an adapter if left out. */
      readonly export?: string | undefined
    }
  | { readonly url: string }

/** What a file says. */
export interface RatesFile {
  readonly path: string
  /** The names that the markets may use, whether their adapters are found or not. */
  readonly names: ReadonlySet<string>
  /** Those that can be looked for, by name. */
  readonly adapters: ReadonlyMap<string, AdapterPlace>
  /** What is wrong with the others. */
  readonly problems: readonly string[]
  /** All else of it: what rates are made of. */
  readonly rates: unknown
}

const schema = z
  .strictObject({
    module: z.string().min(1).optional(),
    export: z.string().min(1).optional(),
    url: z.url({ protocol: /^https?$/, error: 'expected a URL of http or https' }).optional(),
  })
  .refine(({ module, url }) => (module === undefined) !== (url === undefined), {
    error: 'expected either "module" or "url"',
  })

/** Reads a file of `RATES_CONFIG`. Throws an error when it is no JSON object. */
export async function readRatesFile(given: string): Promise<RatesFile> {
  const path = resolve(given)
  const file = z.looseObject({}).safeParse(await readJson(path))
  if (!file.success) throw new Error(`RATES_CONFIG: ${path} holds no JSON object`)
  const { adapters: written, ...rates } = file.data
  const read = z.record(z.string(), z.unknown()).safeParse(written)
  if (!read.success) {
    const problems = ['adapters: expected an object, with an adapter for each name']
    return { path, names: new Set(), adapters: new Map(), problems, rates }
  }
  const adapters = new Map<string, AdapterPlace>()
  const problems: string[] = []
  for (const [name, each] of Object.entries(read.data)) {
    const found = readPlace(path, each)
    if ('place' in found) adapters.set(name, found.place)
    else problems.push(...found.problems.map((why) => `adapters.${name}${why}`))
  }
  return { path, names: new Set(Object.keys(read.data)), adapters, problems, rates }
}

function readPlace(
  path: string,
  written: unknown,
): { readonly place: AdapterPlace } | { readonly problems: readonly string[] } {
  const read = schema.safeParse(written)
  if (!read.success) {
    const problems = read.error.issues.map((issue) => {
      return `${issue.path.map((part) => `.${String(part)}`).join('')}: ${issue.message}`
    })
    return { problems }
  }
  const { export: exported, module: name, url } = read.data
  if (url !== undefined) return { place: { url } }
  const module = name === undefined ? undefined : findModule(path, name)
  if (name === undefined || module === undefined) {
    return { problems: [`: there is no module ${name} beside ${path}`] }
  }
  return { place: { module, name, export: exported } }
}

/** Modules are found as if the file itself imported them: `./x.ts`, or the name of a package. */
function findModule(path: string, name: string): string | undefined {
  try {
    return pathToFileURL(createRequire(path).resolve(name)).href
  } catch {
    return undefined
  }
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch (error) {
    throw new Error(`RATES_CONFIG: ${path} cannot be read`, { cause: error })
  }
}
