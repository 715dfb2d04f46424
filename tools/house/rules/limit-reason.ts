import { findLimits } from '../limit.ts'
import type { Rule } from '../rule.ts'

/** Every limit says why it is what it is. */
export const limitReason: Rule = {
  name: 'limit-reason',
  asks: 'A constant named …Max or …Min has a comment; docs/LIMITS.md is made of them.',
  *check(tree) {
    for (const { name, path, line, why } of findLimits(tree)) {
      if (why === '') yield { path, line, message: `${name} has no comment that says why` }
    }
  },
}
