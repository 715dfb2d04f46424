import { breachIn, dependenciesOf } from '../manifest-breach.ts'
import type { Rule } from '../rule.ts'

const page = 'docs/dependencies.md'

/** Every library is explained. */
export const dependencyLine: Rule = {
  name: 'dependency-line',
  asks: `Every third-party library has a row in ${page}, and every row a library.`,
  *check(tree) {
    const rows = rowsOf(tree.texts.get(page) ?? '')
    const used = new Set<string>()
    for (const workspace of tree.workspaces) {
      for (const [name] of dependenciesOf(workspace)) {
        if (name.startsWith('@kivuko/')) continue
        if (!rows.has(name) && !used.has(name)) {
          yield breachIn(workspace, name, `has no row in ${page}`)
        }
        used.add(name)
      }
    }
    for (const [name, line] of rows) {
      if (!used.has(name))
        yield { path: page, line, message: `${name} is no dependency (any more)` }
    }
  },
}

/** The names in backticks in the first cell of every table row, with their lines. */
function rowsOf(text: string): ReadonlyMap<string, number> {
  const rows = new Map<string, number>()
  for (const [index, line] of text.split('\n').entries()) {
    const cell = /^\|([^|]*)\|/.exec(line)?.[1] ?? ''
    for (const [, name] of cell.matchAll(/`([^`]+)`/g))
      if (name !== undefined) rows.set(name, index + 1)
  }
  return rows
}
