import { breachAt, type Rule } from '../rule.ts'
import { productFiles } from '../tree.ts'

/** Two nodes run in one process. */
export const globalState: Rule = {
  name: 'global-state',
  asks: 'No state at the top of a module (`let`, `var`): two nodes run in one process.',
  *check(tree) {
    for (const file of productFiles(tree)) {
      for (const statement of file.body) {
        const exported = statement.type === 'ExportNamedDeclaration'
        const declaration = exported ? statement.declaration : statement
        if (declaration?.type !== 'VariableDeclaration' || declaration.declare) continue
        if (declaration.kind === 'let' || declaration.kind === 'var') {
          yield breachAt(file, statement, `${declaration.kind} at the top of a module`)
        }
      }
    }
  },
}
