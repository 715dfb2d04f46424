import type { Rule } from '../rule.ts'
import { writtenFiles } from '../tree.ts'

const fileLinesMax = 400
const testFileLinesMax = 1_000

/** Files stay short. */
export const fileLength: Rule = {
  name: 'file-length',
  asks: `A file has at most ${fileLinesMax} lines, a test file ${testFileLinesMax}.`,
  *check(tree) {
    for (const file of writtenFiles(tree)) {
      const max = file.kind === 'test' ? testFileLinesMax : fileLinesMax
      const count = file.text.endsWith('\n') ? file.lines.length - 1 : file.lines.length
      if (count <= max) continue
      yield { path: file.path, line: max + 1, message: `${count} lines, at most ${max}` }
    }
  },
}
