import { breachAt, type Rule } from '../rule.ts'
import { writtenFiles } from '../tree.ts'

const mark = new RegExp(`\\b(${['TODO', 'FIXME', 'XXX', 'HACK'].join('|')})\\b(?!.*https://)`)

/** No bare notes of work left over. */
export const openTask: Rule = {
  name: 'open-task',
  asks: 'No bare TODO: a note of work left over names, by its address, where it is tracked.',
  *check(tree) {
    for (const file of writtenFiles(tree)) {
      for (const comment of file.comments) {
        const found = mark.exec(comment.value)?.[1]
        if (found !== undefined) yield breachAt(file, comment, `bare ${found}`)
      }
    }
  },
}
