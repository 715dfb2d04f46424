import { compareFindings, formatFinding } from './finding.ts'
import { readTexts } from './read-texts.ts'
import { checkRules, type Rule } from './rule.ts'
import { createTree } from './tree.ts'

/** What to check: `paths` are prefixes of the files whose findings are wanted; none means all. */
export interface HouseCheck {
  readonly root: string
  readonly rules: readonly Rule[]
  readonly paths: readonly string[]
}

/** Checks the tree, prints a line per finding and a summary; true when there is no finding. */
export function checkHouse({ root, rules, paths }: HouseCheck): boolean {
  const started = performance.now()
  const tree = createTree(readTexts(root))
  const findings = checkRules(tree, rules)
    .filter(({ path }) => paths.length === 0 || paths.some((prefix) => path.startsWith(prefix)))
    .sort(compareFindings)
  for (const finding of findings) console.log(formatFinding(finding))
  const counts = `${tree.files.length} files, ${rules.length} rules, ${findings.length} findings`
  console.log(`${counts}, ${Math.round(performance.now() - started)} ms`)
  return findings.length === 0
}
