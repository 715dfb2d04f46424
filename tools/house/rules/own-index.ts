import { type Breach, breachAt, type Rule } from '../rule.ts'
import type { SourceFile } from '../source-file.ts'

/** A package is entered by its index, and never from inside. */
export const ownIndex: Rule = {
  name: 'own-index',
  asks:
    'A package is entered only by `@kivuko/<name>`, never by a path into it; its own files never ' +
    'import its index.',
  *check(tree) {
    for (const file of tree.files) {
      const from = tree.workspaceOf(file.path)
      for (const { specifier, line, target } of tree.imports(file)) {
        if (target.kind !== 'file') continue
        const breach = (message: string): Breach => ({ path: file.path, line, message })
        const inside = tree.workspaceOf(target.path) === from
        const isIndex = /(^|\/)src\/index\.ts$/.test(target.path)
        if (inside && isIndex) yield breach('imports its own index: import the file itself')
        if (!inside && specifier.startsWith('.')) yield breach('reaches into another workspace')
      }
      if (/^packages\/.*\/src\/index\.ts$/.test(file.path)) yield* checkIndex(file)
    }
  },
}

/** An index only lists what its package exports, by name. */
function* checkIndex(file: SourceFile): Generator<Breach> {
  for (const statement of file.body) {
    const source = statement.type === 'ExportNamedDeclaration' ? statement.source : null
    if (source?.value.startsWith('./')) continue
    yield breachAt(file, statement, 'an index holds only `export { name } from "./file.ts"`')
  }
}
