import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readTexts } from '../house/read-texts.ts'
import { rootFolder } from '../root-folder.ts'
import { wrapComments } from './wrap-comments.ts'

/**
 * `npm run format [-- path …]`: wraps long comments, then lets biome format. Prints what changed.
 */
function main(paths: readonly string[]): number {
  for (const path of readTexts(rootFolder).keys()) {
    const chosen = paths.length === 0 || paths.some((prefix) => path.startsWith(prefix))
    if (!chosen || !/\.(ts|tsx|mjs)$/.test(path)) continue
    const text = readFileSync(join(rootFolder, path), 'utf8')
    const wrapped = wrapComments(path, text)
    if (wrapped === text) continue
    writeFileSync(join(rootFolder, path), wrapped)
    console.log(`wrapped the comments of ${path}`)
  }
  const args = ['format', '--write', ...(paths.length === 0 ? ['.'] : paths)]
  return spawnSync('biome', args, { cwd: rootFolder, stdio: 'inherit' }).status ?? 1
}

process.exitCode = main(process.argv.slice(2))
