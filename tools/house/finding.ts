/** One place where the tree breaks a rule of the house. `path` is relative to the root. */
export interface Finding {
  readonly path: string
  /** 1-based. */
  readonly line: number
  readonly rule: string
  readonly message: string
}

/** The finding as one line, in the form that editors and terminals turn into a link. */
export function formatFinding(finding: Finding): string {
  return `${finding.path}:${finding.line} ${finding.rule} ${finding.message}`
}

/** Orders findings by path, then line, then rule. */
export function compareFindings(left: Finding, right: Finding): number {
  return (
    compareText(left.path, right.path) ||
    left.line - right.line ||
    compareText(left.rule, right.rule)
  )
}

function compareText(left: string, right: string): number {
  if (left === right) return 0
  return left < right ? -1 : 1
}
