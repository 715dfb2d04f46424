import type { Rule } from '../rule.ts'
import { productFiles } from '../tree.ts'

const nodeModulesAllowed = new Set(['node:crypto', 'node:buffer', 'node:util'])

/** Protocol packages are values and functions, nothing else. */
export const pureProtocol: Rule = {
  name: 'pure-protocol',
  asks:
    'Protocol packages are pure: of Node they import crypto, buffer and util; no I/O, no clock, ' +
    'no chance, no log.',
  *check(tree) {
    for (const file of productFiles(tree)) {
      if (tree.workspaceOf(file.path).group !== 'protocol') continue
      for (const { target, line } of tree.imports(file)) {
        if (target.kind !== 'node' || nodeModulesAllowed.has(target.name)) continue
        yield {
          path: file.path,
          line,
          message: `protocol is pure and does not import ${target.name}`,
        }
      }
    }
  },
}
