/**
 * The groups of the house, from the top down. A file may import from its own group and those below.
 */
export const groups = ['apps', 'transport', 'adapter', 'domain', 'protocol', 'platform'] as const

/** One of the house's groups, or `free` for what may import anything (e2e, bench, sim, tools). */
export type Group = (typeof groups)[number] | 'free'

/** The part of package.json that the rules read. */
export interface Manifest {
  readonly name: string
  readonly scripts?: Readonly<Record<string, string>>
  readonly exports?: Readonly<Record<string, string>>
  readonly bin?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

/** One npm workspace, or the root itself (path '.'). */
export interface Workspace {
  /** Relative to the root: `packages/domain/ledger`. */
  readonly path: string
  readonly group: Group
  readonly manifest: Manifest
  /** The text of package.json, for line numbers. */
  readonly text: string
}

/** The workspace in `path`. */
export function createWorkspace(path: string, text: string): Workspace {
  return { path, group: groupOf(path), manifest: JSON.parse(text) as Manifest, text }
}

/** The last segment of the workspace's folder, which is also its name after `@kivuko/`. */
export function shortName(workspace: Workspace): string {
  return workspace.path.slice(workspace.path.lastIndexOf('/') + 1)
}

/** The line of package.json that names a dependency; 1 when none does. */
export function manifestLine(workspace: Workspace, name: string): number {
  const index = workspace.text.split('\n').findIndex((line) => line.includes(`"${name}":`))
  return index === -1 ? 1 : index + 1
}

function groupOf(path: string): Group {
  const [top, second] = path.split('/')
  if (top === 'apps') return 'apps'
  const group = groups.find((name) => name === second)
  return top === 'packages' && group !== undefined ? group : 'free'
}
