import { breachAt, type Rule } from '../rule.ts'

/** What cannot be parsed cannot be checked. */
export const syntax: Rule = {
  name: 'syntax',
  asks: 'Every source file parses.',
  *check(tree) {
    for (const file of tree.files) {
      for (const { message, labels } of file.errors) {
        yield breachAt(file, { start: labels[0]?.start ?? 0 }, message)
      }
    }
  },
}
