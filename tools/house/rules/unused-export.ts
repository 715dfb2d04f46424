import {
  type DeclaredExport,
  declaredExports,
  type ExportUse,
  followImports,
} from '../export-use.ts'
import { breachAt, type Rule } from '../rule.ts'
import type { SourceFile } from '../source-file.ts'
import type { Tree } from '../tree.ts'

/**
 * Exports that no program needs. A re-export in an index is no use by itself, but in the libraries
 * of `protocol` and `platform`; what a package offers must be wanted by another workspace (e2e and
 * bench count), or by a file of its own that is not its test.
 */
export const unusedExport: Rule = {
  name: 'unused-export',
  asks:
    'Every export is imported by another file, or passed on by an index and used in its own; ' +
    'what only its own test uses is dead.',
  *check(tree) {
    const use = followImports(tree)
    for (const declared of declaredExports(tree)) {
      if (isLoadedByName(declared.file)) continue
      const message = fault(tree, { declared, use })
      if (message !== undefined) yield breachAt(declared.file, declared.node, message)
    }
  },
}

function fault(
  tree: Tree,
  { declared, use }: { readonly declared: DeclaredExport; readonly use: ExportUse },
): string | undefined {
  if (isLibrary(declared.file) && use.isPassedOn(declared)) return undefined
  const importers = use.importers(declared)
  const workspace = tree.workspaceOf(declared.file.path)
  const isOwnTest = (file: SourceFile): boolean => {
    const beside = file.kind === 'test' && tree.workspaceOf(file.path) === workspace
    return beside && declared.file.kind !== 'test'
  }
  if (importers.some((file) => !isOwnTest(file))) return undefined
  if (!isMentionedAgain(declared)) {
    const who = importers.length > 0 ? 'only its test uses' : 'nothing uses'
    return `${who} ${declared.name}`
  }
  if (importers.length > 0 || use.isPassedOn(declared) || isType(declared)) return undefined
  return `only its own file uses ${declared.name}: drop the export`
}

/**
 * A codec is whole or it is no codec: what `protocol`, `platform`, the adapter framework and the
 * arithmetic of `money` offer in their index may wait for the first who needs it. Rules of money
 * and interfaces may not.
 */
function isLibrary(file: SourceFile): boolean {
  return /^packages\/(protocol|platform|adapter\/adapter|domain\/money)\//.test(file.path)
}

/** True when the file names it besides declaring it. */
function isMentionedAgain({ file, name, node }: DeclaredExport): boolean {
  const mentions = file.nodes('Identifier').filter((identifier) => identifier.name === name)
  const declares = node.type === 'ExportNamedDeclaration' && node.declaration === null ? 2 : 1
  return mentions.length > declares
}

/** A type that its own file names is part of a signature, and its callers may name it too. */
function isType({ node }: DeclaredExport): boolean {
  return node.type === 'ExportNamedDeclaration' && node.exportKind === 'type'
}

/** `npm run generate` loads generators by their file name. */
function isLoadedByName(file: SourceFile): boolean {
  return file.kind === 'generated' || file.path.endsWith('.generate.ts')
}
