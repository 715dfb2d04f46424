import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { isRecord } from '../definition/is-record.ts'

/** The requests of a smoke test: `data` of each. */
export type SmokePayload = readonly Readonly<Record<string, unknown>>[]

/**
 * Reads `{"requests": [{…}, …]}`, each the `data` of a request, from a file of JSON or from what a
 * file of JavaScript exports; the latter also stands in for `x.json` as `x.js`. Undefined without
 * the file; throws when it cannot be read or is something else.
 */
export async function readSmokePayload(path: string): Promise<SmokePayload | undefined> {
  const found = /\.[cm]?[jt]s$/.test(path) ? await importFile(path) : await readJson(path)
  const content = found ?? (await importFile(path.replace(/\.json$/, '.js')))
  if (content === undefined) return undefined
  const requests = isRecord(content) ? content['requests'] : undefined
  if (!Array.isArray(requests) || !requests.every(isRecord)) {
    throw new Error(`${path} must be {"requests": [{…}, …]}`)
  }
  return requests
}

async function readJson(path: string): Promise<unknown> {
  const text = await readText(path)
  return text === undefined ? undefined : JSON.parse(text)
}

/** Looks for the file first: a module that it imports may be missing just as well. */
async function importFile(path: string): Promise<unknown> {
  if (path.endsWith('.json') || (await readText(path)) === undefined) return undefined
  const imported: unknown = await import(pathToFileURL(resolve(path)).href)
  return isRecord(imported) && 'default' in imported ? imported['default'] : imported
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
