import { breachAt, type Rule } from '../rule.ts'
import { productFiles } from '../tree.ts'

/** The environment is read in one place. */
export const environment: Rule = {
  name: 'environment',
  asks: '`process.env` is read only in `apps/*/src/config.ts`, and by what serves the repository.',
  *check(tree) {
    for (const file of productFiles(tree)) {
      if (/^apps\/[^/]+\/src\/config\.ts$/.test(file.path)) continue
      for (const node of file.nodes('MemberExpression')) {
        const { object, property } = node
        const isProcess = object.type === 'Identifier' && object.name === 'process'
        if (!isProcess || property.type !== 'Identifier' || property.name !== 'env') continue
        yield breachAt(file, node, 'process.env outside of apps/*/src/config.ts')
      }
    }
  },
}
