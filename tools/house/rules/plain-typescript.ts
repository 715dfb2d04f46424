import { breachAt, type Rule } from '../rule.ts'
import { writtenFiles } from '../tree.ts'

/** TypeScript as types upon JavaScript, with nothing left untyped. */
export const plainTypescript: Rule = {
  name: 'plain-typescript',
  asks: 'No `any`, no enums, no namespaces, no default exports.',
  *check(tree) {
    for (const file of writtenFiles(tree)) {
      for (const node of file.nodes('TSAnyKeyword')) yield breachAt(file, node, 'any: say the type')
      for (const node of file.nodes('TSEnumDeclaration')) {
        yield breachAt(file, node, 'enum: use a union of strings')
      }
      for (const node of file.nodes('TSModuleDeclaration')) {
        if (!node.declare) yield breachAt(file, node, 'namespace: use a file')
      }
      for (const node of file.nodes('ExportDefaultDeclaration')) {
        yield breachAt(file, node, 'default export: give it a name')
      }
    }
  },
}
