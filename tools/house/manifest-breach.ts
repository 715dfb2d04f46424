import type { Breach } from './rule.ts'
import { manifestLine, type Workspace } from './workspace.ts'

/** Everything that a package.json asks for, with its version. */
export function dependenciesOf({ manifest }: Workspace): readonly (readonly [string, string])[] {
  return [
    ...Object.entries(manifest.dependencies ?? {}),
    ...Object.entries(manifest.devDependencies ?? {}),
    ...Object.entries(manifest.optionalDependencies ?? {}),
  ]
}

/** A breach at the line of package.json that names the dependency. */
export function breachIn(workspace: Workspace, name: string, message: string): Breach {
  const path = workspace.path === '.' ? 'package.json' : `${workspace.path}/package.json`
  return { path, line: manifestLine(workspace, name), message: `${name} ${message}` }
}
