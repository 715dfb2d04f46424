import { breachIn, dependenciesOf } from '../manifest-breach.ts'
import type { Rule } from '../rule.ts'

/** Versions are exact, and one per library. */
export const dependencyVersion: Rule = {
  name: 'dependency-version',
  asks: 'A library has one exact version in the whole repository; packages of ours are `*`.',
  *check(tree) {
    const versions = new Map<string, string>()
    for (const workspace of tree.workspaces) {
      for (const [name, version] of dependenciesOf(workspace)) {
        const known = versions.get(name) ?? version
        versions.set(name, known)
        const message = fault(name, { version, known })
        if (message !== undefined) yield breachIn(workspace, name, message)
      }
    }
  },
}

function fault(
  name: string,
  { version, known }: { readonly version: string; readonly known: string },
): string | undefined {
  if (name.startsWith('@kivuko/')) return version === '*' ? undefined : 'is ours: write "*"'
  if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)) return `${version} is not an exact version`
  return version === known ? undefined : `${version} is ${known} elsewhere`
}
