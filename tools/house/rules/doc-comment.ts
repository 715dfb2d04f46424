import type { Node } from 'oxc-parser'
import { declaredNames } from '../declared-names.ts'
import { breachAt, type Breach, type Rule } from '../rule.ts'
import type { SourceFile } from '../source-file.ts'
import { writtenFiles } from '../tree.ts'

/** Every export says what it is for. */
export const docComment: Rule = {
  name: 'doc-comment',
  asks: 'Every exported declaration has a doc comment of its purpose; no types in its tags.',
  *check(tree) {
    for (const file of writtenFiles(tree)) {
      if (file.kind === 'product') yield* undocumented(file)
      for (const comment of file.comments) {
        if (comment.type !== 'Block' || !/@\w+\s*\{(?!@)/.test(comment.value)) continue
        if (file.path.endsWith('.mjs')) continue
        yield breachAt(file, comment, 'a type in a tag: the signature has it')
      }
    }
  },
}

function* undocumented(file: SourceFile): Generator<Breach> {
  const documented = new Set<string>()
  for (const statement of file.body) {
    if (statement.type !== 'ExportNamedDeclaration' || statement.declaration === null) continue
    const names = declaredNames(statement.declaration)
    if (hasDocComment(file, statement)) for (const name of names) documented.add(name)
    const missing = names.find((name) => !documented.has(name))
    if (missing !== undefined) yield breachAt(file, statement, `${missing} has no doc comment`)
  }
}

function hasDocComment(file: SourceFile, statement: Node): boolean {
  return file.comments.some((comment) => {
    const isDoc = comment.type === 'Block' && comment.value.startsWith('*')
    if (!isDoc || comment.end > statement.start) return false
    const between = file.text.slice(comment.end, statement.start)
    return /^\s*$/.test(between) && /\w/.test(comment.value)
  })
}
