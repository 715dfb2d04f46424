import type { Node } from 'oxc-parser'
import type { Finding } from './finding.ts'
import type { SourceFile } from './source-file.ts'
import type { Tree } from './tree.ts'

/** A finding before the rule's name is put to it. */
export type Breach = Omit<Finding, 'rule'>

/** One rule of the house. */
export interface Rule {
  /** Kebab-case, as in the name of its file. */
  readonly name: string
  /** One sentence for people: what is asked. Goes into docs/HOUSE.md. */
  readonly asks: string
  /** Every place that breaks the rule. */
  check(tree: Tree): Iterable<Breach>
}

/** A breach at a node of a file. */
export function breachAt(file: SourceFile, node: Pick<Node, 'start'>, message: string): Breach {
  return { path: file.path, line: file.lineAt(node.start), message }
}

/** All findings of the rules, in the order of the tree. */
export function checkRules(tree: Tree, rules: readonly Rule[]): readonly Finding[] {
  return rules.flatMap((rule) => {
    return Array.from(rule.check(tree), (breach) => ({ ...breach, rule: rule.name }))
  })
}
