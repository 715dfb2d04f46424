import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const foldersLeftOut = new Set(['node_modules', 'dist', 'coverage'])
const readEndings = /\.(ts|tsx|mjs|sql|md)$|(^|\/)package\.json$/

/**
 * Every file under `root` by its relative path, with the text of those that rules look into; the
 * others are there with an empty text. Hidden files and folders are left out.
 */
export function readTexts(root: string): ReadonlyMap<string, string> {
  const texts = new Map<string, string>()
  for (const path of listFiles(root, '')) {
    texts.set(path, readEndings.test(path) ? readFileSync(join(root, path), 'utf8') : '')
  }
  return texts
}

function* listFiles(root: string, folder: string): Generator<string> {
  const entries = readdirSync(join(root, folder), { withFileTypes: true })
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (foldersLeftOut.has(entry.name) || entry.name.startsWith('.')) continue
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (entry.isDirectory()) yield* listFiles(root, path)
    else yield path
  }
}
