import { dirname } from 'node:path/posix'
import { type Import, importsOf } from './import.ts'
import { parseSource, type SourceFile } from './source-file.ts'
import { createWorkspace, type Workspace } from './workspace.ts'

/** The repository as the rules see it: parsed sources, workspaces and the other texts. */
export interface Tree {
  /** Every `.ts`, `.tsx` and `.mjs` file. */
  readonly files: readonly SourceFile[]
  readonly workspaces: readonly Workspace[]
  /** Every file by its path; the text of a kind that no rule reads is empty. */
  readonly texts: ReadonlyMap<string, string>
  /** What a file imports, types included. */
  imports(file: SourceFile): readonly Import[]
  /** The source file at a path, if there is one. */
  fileAt(path: string): SourceFile | undefined
  /** The innermost workspace that a path lies in. */
  workspaceOf(path: string): Workspace
}

/** Builds a tree from texts by path. Pure: the same texts give the same tree. */
export function createTree(texts: ReadonlyMap<string, string>): Tree {
  const workspaces = findWorkspaces(texts)
  const files = [...texts]
    .filter(([path]) => /\.(ts|tsx|mjs)$/.test(path))
    .map(([path, text]) => parseSource(path, text))
  const byPath = new Map(files.map((file) => [file.path, file]))
  const imports = new Map(files.map((file) => [file, importsOf(file, workspaces)]))
  const byFolder = new Map(workspaces.map((workspace) => [workspace.path, workspace]))
  return {
    files,
    workspaces,
    texts,
    imports: (file) => imports.get(file) ?? [],
    fileAt: (path) => byPath.get(path),
    workspaceOf: (path) => innermost(byFolder, path),
  }
}

/** Files that run in a node: no tests, nothing generated, nothing of e2e, bench, sim or tools. */
export function productFiles(tree: Tree): readonly SourceFile[] {
  return tree.files.filter((file) => {
    return file.kind === 'product' && tree.workspaceOf(file.path).group !== 'free'
  })
}

/** Files that people write. */
export function writtenFiles(tree: Tree): readonly SourceFile[] {
  return tree.files.filter((file) => file.kind !== 'generated')
}

function findWorkspaces(texts: ReadonlyMap<string, string>): readonly Workspace[] {
  return [...texts]
    .filter(([path]) => path === 'package.json' || path.endsWith('/package.json'))
    .map(([path, text]) => createWorkspace(dirname(path), text))
}

function innermost(byFolder: ReadonlyMap<string, Workspace>, path: string): Workspace {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const workspace = byFolder.get(folder)
    if (workspace !== undefined) return workspace
    if (folder === '.') throw new Error(`${path} lies in no workspace and there is no package.json`)
  }
}
