import { breachAt, type Breach, type Rule } from '../rule.ts'
import type { SourceFile } from '../source-file.ts'
import { productFiles } from '../tree.ts'

const sql = new RegExp(
  [
    'select\\s[^;]*\\bfrom\\s',
    'insert\\s+into\\s',
    'update\\s+[\\w."]+\\s+set\\s',
    'delete\\s+from\\s',
    '(create|drop|alter)\\s+(table|schema|index|database|type|function)\\s',
    'notify\\s+\\w',
    'lock\\s+table\\s',
  ]
    .map((statement) => `^\\s*(with\\s[^;]*)?${statement}`)
    .join('|'),
  'i',
)

/** SQL lives in the stores. */
export const sqlPlace: Rule = {
  name: 'sql-place',
  asks: 'SQL text stands only in `*-postgres.ts`, migrations, tests and platform/postgres.',
  *check(tree) {
    for (const file of productFiles(tree)) {
      const isStore = /-postgres\.ts$|^packages\/platform\/(postgres|testing)\//.test(file.path)
      if (!isStore) yield* checkFile(file)
    }
  },
}

function* checkFile(file: SourceFile): Generator<Breach> {
  for (const node of file.nodes('Literal')) {
    if (typeof node.value === 'string' && sql.test(node.value)) {
      yield breachAt(file, node, 'SQL outside of a *-postgres.ts file')
    }
  }
  for (const node of file.nodes('TemplateLiteral')) {
    const text = node.quasis.map((part) => part.value.raw).join('x')
    if (sql.test(text)) yield breachAt(file, node, 'SQL outside of a *-postgres.ts file')
  }
}
