import { join } from 'node:path/posix'
import type { Rule } from '../rule.ts'
import type { Tree } from '../tree.ts'

/** Files that nothing leads to. */
export const unusedFile: Rule = {
  name: 'unused-file',
  asks: 'Every file is imported, or is an entry that a package.json names, a test or a generator.',
  *check(tree) {
    const reached = new Set(entries(tree))
    for (const file of tree.files) {
      for (const { target } of tree.imports(file)) {
        if (target.kind === 'file') reached.add(target.path)
      }
    }
    for (const { path } of tree.files) {
      if (reached.has(path) || /\.(test|generate)\.ts$|\.d\.ts$/.test(path)) continue
      yield { path, line: 1, message: 'nothing imports this file' }
    }
  },
}

/** Files named in `exports`, `bin` and `scripts` of every package.json. */
function* entries(tree: Tree): Generator<string> {
  for (const { path, manifest } of tree.workspaces) {
    for (const file of Object.values({ ...manifest.exports, ...manifest.bin }))
      yield join(path, file)
    for (const script of Object.values(manifest.scripts ?? {})) {
      for (const [file] of script.matchAll(/\S+\.(ts|mjs)\b/g)) yield join(path, file)
    }
  }
}
