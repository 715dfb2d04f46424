import type { Node } from 'oxc-parser'
import { breachAt, type Rule } from '../rule.ts'
import { type SourceFile, walk } from '../source-file.ts'
import type { Tree } from '../tree.ts'

const asserting = /^(assert|expect|check|verify|refute|must)/

/** A test that cannot fail is a defect. */
export const testAssertion: Rule = {
  name: 'test-assertion',
  asks:
    'Every test asserts: it calls `assert`, or a function named assert…, expect…, check… or ' +
    'verify…, or one of its own or of a test-….ts file that does.',
  *check(tree) {
    for (const file of tree.files) {
      if (file.kind !== 'test') continue
      const names = assertingFunctions(file, importedAssertions(tree, file))
      for (const { call, body } of testsOf(file)) {
        if (!mentions(body, names)) yield breachAt(file, call, 'this test asserts nothing')
      }
    }
  },
}

interface Test {
  readonly call: Node
  readonly body: Node
}

function testsOf(file: SourceFile): readonly Test[] {
  return file.nodes('CallExpression').flatMap((call) => {
    const body = call.arguments.at(-1)
    if (call.callee.type !== 'Identifier' || !/^(it|test)$/.test(call.callee.name)) return []
    const isFunction =
      body?.type === 'ArrowFunctionExpression' || body?.type === 'FunctionExpression'
    return isFunction ? [{ call, body }] : []
  })
}

/** Names imported from files that serve tests, where they stand for functions that assert. */
function importedAssertions(tree: Tree, file: SourceFile): ReadonlySet<string> {
  const names = tree.imports(file).flatMap((imported) => {
    const target = imported.target.kind === 'file' ? tree.fileAt(imported.target.path) : undefined
    if (target?.kind !== 'test') return []
    const known = assertingFunctions(target, new Set())
    return imported.names.filter((name) => known.has(name))
  })
  return new Set(names)
}

/**
 * The functions of the file whose body asserts, directly or through another of them or of `known`.
 */
function assertingFunctions(file: SourceFile, known: ReadonlySet<string>): ReadonlySet<string> {
  const bodies = namedFunctions(file)
  const names = new Set(known)
  for (let before = -1; before !== names.size; ) {
    before = names.size
    for (const [name, body] of bodies) if (mentions(body, names)) names.add(name)
  }
  return names
}

function namedFunctions(file: SourceFile): readonly (readonly [string, Node])[] {
  const declared = file
    .nodes('FunctionDeclaration')
    .map((node) => [node.id?.name ?? '', node] as const)
  const assigned = file.nodes('VariableDeclarator').flatMap((node) => {
    const isFunction = /^(Arrow)?Function/.test(node.init?.type ?? '')
    return isFunction && node.id.type === 'Identifier' ? [[node.id.name, node] as const] : []
  })
  return [...declared, ...assigned]
}

function mentions(body: Node, names: ReadonlySet<string>): boolean {
  let found = false
  walk(body, (node) => {
    if (node.type === 'Identifier') found ||= asserting.test(node.name) || names.has(node.name)
    return !found
  })
  return found
}
