import { breachAt, type Rule } from '../rule.ts'
import { productFiles } from '../tree.ts'

/** Packages log through the port. */
export const consolePlace: Rule = {
  name: 'console-place',
  asks: 'Packages never write to the console: they log through `@kivuko/log`.',
  *check(tree) {
    for (const file of productFiles(tree)) {
      if (tree.workspaceOf(file.path).group === 'apps') continue
      for (const node of file.nodes('MemberExpression')) {
        if (node.object.type !== 'Identifier' || node.object.name !== 'console') continue
        yield breachAt(file, node, 'console: log through a Log')
      }
    }
  },
}
