import type { Node } from 'oxc-parser'
import { declaredNames } from './declared-names.ts'
import type { SourceFile } from './source-file.ts'
import type { Tree } from './tree.ts'

/** A name that a file declares and exports. */
export interface DeclaredExport {
  readonly file: SourceFile
  readonly name: string
  readonly node: Node
}

/** Who imports what, with re-exports seen through. */
export interface ExportUse {
  /** The files that import the name from the file, or from an index that passes it on. */
  importers(declared: DeclaredExport): readonly SourceFile[]
  /** True when an index passes the name on. */
  isPassedOn(declared: DeclaredExport): boolean
}

/** Everything that files of the tree declare and export themselves. */
export function declaredExports(tree: Tree): readonly DeclaredExport[] {
  return tree.files.flatMap((file) => {
    return file.nodes('ExportNamedDeclaration').flatMap((node) => {
      if (node.source !== null) return []
      const listed = node.specifiers.flatMap(({ exported }) => {
        return exported.type === 'Identifier' ? [exported.name] : []
      })
      const declared = node.declaration === null ? [] : declaredNames(node.declaration)
      return [...declared, ...listed].map((name) => ({ file, name, node }))
    })
  })
}

/** Follows every import of the tree to the file that declares the name. */
export function followImports(tree: Tree): ExportUse {
  const origins = passedOnNames(tree)
  const importers = new Map<string, SourceFile[]>()
  for (const file of tree.files) {
    for (const { names, exportedAs, target } of tree.imports(file)) {
      if (target.kind !== 'file' || exportedAs.length > 0) continue
      for (const name of names) {
        for (const key of keysOf({ tree, origins }, { path: target.path, name })) {
          const known = importers.get(key)
          if (known === undefined) importers.set(key, [file])
          else known.push(file)
        }
      }
    }
  }
  const passedOn = new Set([...origins.values()].map(keyOf))
  return {
    importers: ({ file, name }) => importers.get(keyOf({ path: file.path, name })) ?? [],
    isPassedOn: ({ file, name }) => passedOn.has(keyOf({ path: file.path, name })),
  }
}

interface Name {
  readonly path: string
  readonly name: string
}

type Origins = ReadonlyMap<string, Name>

/** For every name that a file re-exports: where it comes from. */
function passedOnNames(tree: Tree): Origins {
  const origins = new Map<string, Name>()
  for (const file of tree.files) {
    for (const { names, exportedAs, target } of tree.imports(file)) {
      if (target.kind !== 'file') continue
      for (const [index, as] of exportedAs.entries()) {
        const name = names[index] ?? as
        origins.set(keyOf({ path: file.path, name: as }), { path: target.path, name })
      }
    }
  }
  return origins
}

interface Following {
  readonly tree: Tree
  readonly origins: Origins
}

/** The keys of the declarations that an imported name stands for; `*` stands for all of a file. */
function keysOf({ tree, origins }: Following, imported: Name): readonly string[] {
  if (imported.name !== '*') return [keyOf(originOf(origins, imported))]
  const file = tree.fileAt(imported.path)
  const names = file?.module.staticExports.flatMap(({ entries }) => {
    return entries.map(({ exportName }) => exportName.name ?? 'default')
  })
  return (names ?? []).map((name) => keyOf(originOf(origins, { path: imported.path, name })))
}

function originOf(origins: Origins, start: Name): Name {
  let name = start
  for (let next = origins.get(keyOf(name)); next !== undefined; next = origins.get(keyOf(name))) {
    name = next
  }
  return name
}

function keyOf({ path, name }: Name): string {
  return `${path}#${name}`
}
