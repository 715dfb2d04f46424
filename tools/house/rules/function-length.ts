import type { Node } from 'oxc-parser'
import { breachAt, type Rule } from '../rule.ts'
import { functionsOf, type SourceFile, walk } from '../source-file.ts'
import { productFiles, writtenFiles } from '../tree.ts'

const functionLinesMax = 70
const medianLinesMax = 9

/** Functions stay short, each of them and taken together. */
export const functionLength: Rule = {
  name: 'function-length',
  asks:
    `A function has at most ${functionLinesMax} lines; the median of the product is under ` +
    `${medianLinesMax + 1}. A block of tests (describe) is a list and not measured; each test is.`,
  *check(tree) {
    for (const file of writtenFiles(tree)) {
      for (const node of functionsOf(file)) {
        const count = linesOf(file, node)
        if (count <= functionLinesMax || (file.kind === 'test' && holdsTests(node))) continue
        yield breachAt(file, node, `function of ${count} lines, at most ${functionLinesMax}`)
      }
    }
    const lengths = productFiles(tree).flatMap((file) => {
      return functionsOf(file).map((node) => linesOf(file, node))
    })
    const median = lengths.sort((a, b) => a - b)[lengths.length >> 1] ?? 0
    if (median > medianLinesMax) {
      yield { path: 'packages', line: 1, message: `the median function has ${median} lines` }
    }
  },
}

function linesOf(file: SourceFile, node: Node): number {
  return file.lineAt(node.end) - file.lineAt(node.start) + 1
}

function holdsTests(node: Node): boolean {
  let found = false
  walk(node, (inner) => {
    if (inner.type === 'CallExpression' && inner.callee.type === 'Identifier') {
      found ||= /^(describe|suite|it|test)$/.test(inner.callee.name)
    }
    return !found
  })
  return found
}
