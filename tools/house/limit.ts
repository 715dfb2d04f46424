import type { Node } from 'oxc-parser'
import { constantValue } from './constant-value.ts'
import type { SourceFile } from './source-file.ts'
import { productFiles, type Tree } from './tree.ts'

/** A bound that the code holds to: a constant at the top of a file, or a property of one. */
export interface Limit {
  readonly name: string
  /** As a number with separators, or the expression where it is not a plain calculation. */
  readonly value: string
  readonly path: string
  /** 1-based. */
  readonly line: number
  /** The comment above it, on one line; empty when there is none. */
  readonly why: string
}

const limitName = /^(max|min)[A-Z]|(Max|Min)$|^(MAX|MIN)_|_(MAX|MIN)$/

/** Every limit of the product: constants named `…Max`, `…Min`, `max…` or `min…`, in tree order. */
export function findLimits(tree: Tree): readonly Limit[] {
  return productFiles(tree).flatMap((file) => [...limitsOf(tree, file)])
}

function* limitsOf(tree: Tree, file: SourceFile): Generator<Limit> {
  for (const { name, node, init } of constantsOf(file)) {
    if (!limitName.test(name.slice(name.lastIndexOf('.') + 1))) continue
    const value = constantValue(init) ?? file.text.slice(init.start, init.end)
    const why = commentAbove(file, node) || commentOfMember(tree, { file, name })
    yield { name, value, path: file.path, line: file.lineAt(node.start), why }
  }
}

interface Constant {
  readonly name: string
  /** What the comment stands above. */
  readonly node: Node
  readonly init: Node
}

function* constantsOf(file: SourceFile): Generator<Constant> {
  for (const statement of file.body) {
    const exported = statement.type === 'ExportNamedDeclaration'
    const declaration = exported ? statement.declaration : statement
    if (declaration?.type !== 'VariableDeclaration' || declaration.kind !== 'const') continue
    for (const { id, init } of declaration.declarations) {
      if (id.type !== 'Identifier' || init === null) continue
      const object = init.type === 'TSAsExpression' ? init.expression : init
      if (object.type === 'ObjectExpression') yield* properties(id.name, object)
      else if (isCalculation(init)) yield { name: id.name, node: statement, init }
    }
  }
}

function* properties(
  owner: string,
  object: Extract<Node, { type: 'ObjectExpression' }>,
): Generator<Constant> {
  for (const property of object.properties) {
    if (property.type !== 'Property' || property.key.type !== 'Identifier') continue
    if (!isCalculation(property.value)) continue
    yield { name: `${owner}.${property.key.name}`, node: property, init: property.value }
  }
}

/** Numbers and what is calculated from them; not functions, schemas or texts. */
function isCalculation(node: Node): boolean {
  if (node.type === 'Literal') return /^(number|bigint)$/.test(typeof node.value)
  return /^(BinaryExpression|UnaryExpression|MemberExpression|Identifier)$/.test(node.type)
}

interface Member {
  readonly file: SourceFile
  /** With the name of its object: `limits.bodyBytesMax`. */
  readonly name: string
}

/** The comment of the interface member that a property fills, in any file of the same workspace. */
function commentOfMember(tree: Tree, { file, name }: Member): string {
  const [, key] = name.split('.')
  if (key === undefined) return ''
  const workspace = tree.workspaceOf(file.path)
  for (const other of productFiles(tree)) {
    if (tree.workspaceOf(other.path) !== workspace) continue
    const member = other.nodes('TSPropertySignature').find((signature) => {
      return signature.key.type === 'Identifier' && signature.key.name === key
    })
    if (member !== undefined) return commentAbove(other, member)
  }
  return ''
}

/** The comment, or run of line comments, that ends on the line before the node. */
function commentAbove(file: SourceFile, node: Node): string {
  const texts: string[] = []
  let start = node.start
  for (const comment of file.comments.toReversed()) {
    if (comment.end > start || !/^\s*$/.test(file.text.slice(comment.end, start))) continue
    texts.unshift(comment.value.replace(/^\*/, '').replace(/\n\s*\*/g, '\n'))
    start = comment.start
  }
  return texts.join(' ').replace(/\s+/g, ' ').trim()
}
