import { breachAt, type Rule } from '../rule.ts'
import { functionsOf } from '../source-file.ts'
import { productFiles } from '../tree.ts'

const parametersMax = 3

/** More than three arguments become an options object. */
export const parameterCount: Rule = {
  name: 'parameter-count',
  asks: `A function takes at most ${parametersMax} arguments; more become an options object.`,
  *check(tree) {
    for (const file of productFiles(tree)) {
      for (const node of functionsOf(file)) {
        if (node.params.length <= parametersMax) continue
        yield breachAt(file, node, `${node.params.length} parameters, at most ${parametersMax}`)
      }
    }
  },
}
