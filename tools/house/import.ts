import { dirname, join } from 'node:path/posix'
import type { CallExpression, ImportDeclaration, Node } from 'oxc-parser'
import type { SourceFile } from './source-file.ts'
import type { Workspace } from './workspace.ts'

/** Where an import leads: to a file of this tree, or to a package (npm's or Node's own). */
export type ImportTarget =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'package'; readonly name: string }
  | { readonly kind: 'node'; readonly name: string }

/** One import, re-export, dynamic import or `import('…')` type of a file. */
export interface Import {
  readonly specifier: string
  /** 1-based. */
  readonly line: number
  /** Names as the other file exports them; `*` stands for all of them. */
  readonly names: readonly string[]
  /** The names as this file exports them on, in the order of `names`; empty for a plain import. */
  readonly exportedAs: readonly string[]
  readonly target: ImportTarget
}

/** All imports of a file, types included, resolved against the workspaces. */
export function importsOf(file: SourceFile, workspaces: readonly Workspace[]): readonly Import[] {
  return [
    ...file.nodes('ImportDeclaration').map((node) => staticImport(node)),
    ...file.nodes('ExportNamedDeclaration').flatMap((node) => {
      if (node.source === null) return []
      const names = node.specifiers.map((specifier) => nameOf(specifier.local))
      const exportedAs = node.specifiers.map((specifier) => nameOf(specifier.exported))
      return [{ node, specifier: node.source.value, names, exportedAs }]
    }),
    ...file.nodes('ExportAllDeclaration').map((node) => {
      return { node, specifier: node.source.value, names: ['*'], exportedAs: ['*'] }
    }),
    ...file.nodes('ImportExpression').flatMap((node) => openImport(node, node.source)),
    ...file.nodes('TSImportType').flatMap((node) => openImport(node, node.source)),
    ...file.nodes('NewExpression').flatMap((node) => urlImport(node)),
    ...file.nodes('CallExpression').flatMap((node) => resolvedImport(node)),
  ].map((found) => ({
    specifier: found.specifier,
    line: file.lineAt(found.node.start),
    names: found.names,
    exportedAs: found.exportedAs,
    target: resolveImport(found.specifier, { from: file.path, workspaces }),
  }))
}

interface FoundImport {
  readonly node: Node
  readonly specifier: string
  readonly names: readonly string[]
  readonly exportedAs: readonly string[]
}

function staticImport(node: ImportDeclaration): FoundImport {
  const names = node.specifiers.map((specifier) => {
    if (specifier.type === 'ImportNamespaceSpecifier') return '*'
    if (specifier.type === 'ImportDefaultSpecifier') return 'default'
    return nameOf(specifier.imported)
  })
  return { node, specifier: node.source.value, names, exportedAs: [] }
}

/** `import('…')`, in code or as a type: all names count as used. */
function openImport(node: Node, source: Node): FoundImport[] {
  if (source.type !== 'Literal' || typeof source.value !== 'string') return []
  return [{ node, specifier: source.value, names: ['*'], exportedAs: [] }]
}

/** `new URL('./worker.ts', import.meta.url)`: the way to a worker's or a child's entry file. */
function urlImport(node: Extract<Node, { type: 'NewExpression' }>): FoundImport[] {
  const [path] = node.arguments
  const isUrl = node.callee.type === 'Identifier' && node.callee.name === 'URL'
  if (!isUrl || path?.type !== 'Literal' || typeof path.value !== 'string') return []
  return /^\.{1,2}\/.*\.(ts|mjs)$/.test(path.value) ? openImport(node, path) : []
}

/** `import.meta.resolve('package/document.yaml')`: the way to a file that is no module. */
function resolvedImport(node: CallExpression): FoundImport[] {
  const { callee } = node
  const [path] = node.arguments
  if (callee.type !== 'MemberExpression' || callee.object.type !== 'MetaProperty') return []
  const isResolve = callee.property.type === 'Identifier' && callee.property.name === 'resolve'
  return isResolve && path !== undefined ? openImport(node, path) : []
}

function nameOf(
  node: { readonly name: string } | { readonly type: 'Literal'; readonly value: unknown },
): string {
  return 'name' in node ? node.name : String(node.value)
}

interface ImportContext {
  readonly from: string
  readonly workspaces: readonly Workspace[]
}

function resolveImport(specifier: string, { from, workspaces }: ImportContext): ImportTarget {
  if (specifier.startsWith('.')) return { kind: 'file', path: join(dirname(from), specifier) }
  if (specifier.startsWith('node:')) return { kind: 'node', name: specifier }
  const name = packageName(specifier)
  const workspace = workspaces.find(({ manifest }) => manifest.name === name)
  const entry = workspace?.manifest.exports?.[`.${specifier.slice(name.length)}`]
  if (workspace === undefined || entry === undefined) return { kind: 'package', name }
  return { kind: 'file', path: join(workspace.path, entry) }
}

/** `@scope/name/sub/path` → `@scope/name`; `name/sub/path` → `name`. */
function packageName(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
}
