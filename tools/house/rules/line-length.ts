import type { Breach, Rule } from '../rule.ts'

const columnsMax = 100

/** Lines stay short. */
export const lineLength: Rule = {
  name: 'line-length',
  asks: `A line of code, SQL or comment has at most ${columnsMax} characters.`,
  *check(tree) {
    for (const [path, text] of tree.texts) {
      if (/\.(ts|tsx|mjs|sql)$/.test(path) && !path.includes('.generated.')) {
        yield* checkText(path, text)
      }
    }
  },
}

function* checkText(path: string, text: string): Generator<Breach> {
  for (const [index, line] of text.split('\n').entries()) {
    const columns = line.length
    if (columns <= columnsMax) continue
    yield { path, line: index + 1, message: `${columns} characters, at most ${columnsMax}` }
  }
}
