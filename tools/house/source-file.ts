import { type Node, type ParseResult, parseSync, visitorKeys } from 'oxc-parser'

/** What a file is there for; rules hold test files to other bounds than the product. */
export type FileKind = 'product' | 'test' | 'generated'

/** The nodes whose `type` is, or may be, T: several share one, as the kinds of literals do. */
export type NodeOf<T extends Node['type']> = Matching<Node, T>

type Matching<N, T> = N extends { readonly type: infer U } ? (T extends U ? N : never) : never

/** A TypeScript or JavaScript file, parsed. Made by `parseSource`; read by every rule. */
export interface SourceFile {
  /** Relative to the root, with forward slashes. */
  readonly path: string
  readonly text: string
  readonly kind: FileKind
  readonly lines: readonly string[]
  readonly body: ParseResult['program']['body']
  readonly comments: ParseResult['comments']
  readonly module: ParseResult['module']
  /** What the parser could not read; the other parts hold what it could. */
  readonly errors: ParseResult['errors']
  /** Every node of one type, in the order of the text. */
  nodes<T extends Node['type']>(type: T): readonly NodeOf<T>[]
  /** The 1-based line of an offset into the text. */
  lineAt(offset: number): number
}

/** Parses one file, as far as its syntax allows. */
export function parseSource(path: string, text: string): SourceFile {
  const result = parseSync(path, text, { preserveParens: false })
  const byType = nodesByType(result.program)
  const lines = text.split('\n')
  const starts = lineStarts(lines)
  return {
    path,
    text,
    kind: kindOf(path),
    lines,
    body: result.program.body,
    comments: result.comments,
    module: result.module,
    errors: result.errors,
    nodes: (type) => nodesOf(byType, type),
    lineAt: (offset) => lineOf(starts, offset),
  }
}

/**
 * Calls `visit` with a node and all nodes under it; `visit` returns false to leave a branch out.
 */
export function walk(node: Node, visit: (node: Node) => boolean | undefined): void {
  if (visit(node) === false) return
  for (const child of childrenOf(node)) walk(child, visit)
}

/** Every function of a file, whatever its form. */
export function functionsOf(
  file: SourceFile,
): readonly NodeOf<'FunctionDeclaration' | 'ArrowFunctionExpression'>[] {
  return [
    ...file.nodes('FunctionDeclaration'),
    ...file.nodes('FunctionExpression'),
    ...file.nodes('ArrowFunctionExpression'),
  ]
}

function nodesByType(program: Node): Map<string, Node[]> {
  const byType = new Map<string, Node[]>()
  walk(program, (node) => {
    const known = byType.get(node.type)
    if (known === undefined) byType.set(node.type, [node])
    else known.push(node)
    return true
  })
  return byType
}

/** The cast holds because `nodesByType` files each node under its own type. */
function nodesOf<T extends Node['type']>(
  byType: ReadonlyMap<string, readonly Node[]>,
  type: T,
): readonly NodeOf<T>[] {
  return (byType.get(type) ?? []) as unknown as readonly NodeOf<T>[]
}

/** The parser lists, for each type of node, the properties that hold its children. */
function* childrenOf(node: Node): Generator<Node> {
  const record = node as unknown as Readonly<Record<string, Node | (Node | null)[] | null>>
  for (const key of visitorKeys[node.type] ?? []) {
    const value = record[key]
    if (Array.isArray(value)) yield* value.filter((child) => child !== null)
    else if (value !== null && value !== undefined) yield value
  }
}

/**
 * `x.test.ts`, the suite of a port `x.contract.ts`, and `test-x.ts`, which serves the tests beside
 * it.
 */
function kindOf(path: string): FileKind {
  if (/\.generated\.[a-z]+$/.test(path)) return 'generated'
  if (/\.(test|contract)\.[a-z]+$/.test(path)) return 'test'
  const isTestingKit = path.startsWith('packages/platform/testing/')
  return /\/test-[^/]+$/.test(path) && !isTestingKit ? 'test' : 'product'
}

function lineStarts(lines: readonly string[]): readonly number[] {
  let offset = 0
  return lines.map((line) => {
    const start = offset
    offset += line.length + 1
    return start
  })
}

function lineOf(starts: readonly number[], offset: number): number {
  let low = 0
  let high = starts.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((starts[middle] ?? 0) <= offset) low = middle + 1
    else high = middle
  }
  return low
}
