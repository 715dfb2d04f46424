import { breachIn } from '../manifest-breach.ts'
import type { Breach, Rule } from '../rule.ts'
import type { SourceFile } from '../source-file.ts'
import type { Tree } from '../tree.ts'
import type { Workspace } from '../workspace.ts'

/** package.json says what its workspace imports, no more and no less. */
export const dependencyUse: Rule = {
  name: 'dependency-use',
  asks:
    'Every imported package is declared in the package.json of its workspace, and every declared ' +
    'one is imported: by the product in dependencies, by tests and generators in devDependencies.',
  *check(tree) {
    for (const workspace of tree.workspaces) {
      const files = tree.files.filter((file) => tree.workspaceOf(file.path) === workspace)
      if (files.length === 0) continue
      yield* undeclared(tree, { workspace, files })
      yield* unused(tree, { workspace, files })
    }
  },
}

interface Scope {
  readonly workspace: Workspace
  readonly files: readonly SourceFile[]
}

function* undeclared(tree: Tree, { workspace, files }: Scope): Generator<Breach> {
  const { dependencies = {}, devDependencies = {} } = workspace.manifest
  for (const file of files) {
    for (const { name, line } of packagesImported(tree, file)) {
      if (name in dependencies || name === workspace.manifest.name) continue
      if (name in devDependencies && isDevelopment(workspace, file)) continue
      const where = name in devDependencies ? 'only in devDependencies' : 'not in package.json'
      yield { path: file.path, line, message: `${name} is ${where}` }
    }
  }
}

function* unused(tree: Tree, { workspace, files }: Scope): Generator<Breach> {
  const inProduct = new Set<string>()
  const anywhere = new Set<string>()
  for (const file of files) {
    for (const { name } of packagesImported(tree, file)) {
      anywhere.add(name)
      if (!isDevelopment(workspace, file)) inProduct.add(name)
    }
  }
  const { dependencies = {}, devDependencies = {} } = workspace.manifest
  for (const name of Object.keys(dependencies)) {
    if (inProduct.has(name)) continue
    const message = anywhere.has(name) ? 'belongs to devDependencies' : 'is not imported'
    yield breachIn(workspace, name, message)
  }
  for (const name of Object.keys(devDependencies)) {
    if (!anywhere.has(name) && !servesOtherwise(tree, { workspace, name })) {
      yield breachIn(workspace, name, 'is not imported')
    }
  }
}

/** Tests and generators, and all of a workspace that is no part of the product. */
function isDevelopment(workspace: Workspace, file: SourceFile): boolean {
  return workspace.path === '.' || file.kind === 'test' || file.path.endsWith('.generate.ts')
}

/** `@types/x` serves beside `x`; a tool of the root serves from its scripts. */
function servesOtherwise(
  tree: Tree,
  { workspace, name }: { readonly workspace: Workspace; readonly name: string },
): boolean {
  if (name.startsWith('@types/')) return true
  if (workspace.path !== '.') return false
  const sources = [...tree.texts]
    .filter(([path]) => path.startsWith('tools/'))
    .map(([, text]) => text)
  const scripts = Object.values(workspace.manifest.scripts ?? {})
  const word = name === 'typescript' ? 'tsc' : name.replace(/^@.*\//, '')
  return [...scripts, ...sources].some((text) => text.includes(word))
}

function packagesImported(
  tree: Tree,
  file: SourceFile,
): readonly { readonly name: string; readonly line: number }[] {
  return tree.imports(file).flatMap(({ specifier, target, line }) => {
    if (target.kind === 'package') return [{ name: target.name, line }]
    if (target.kind !== 'file' || specifier.startsWith('.')) return []
    return [{ name: tree.workspaceOf(target.path).manifest.name, line }]
  })
}
