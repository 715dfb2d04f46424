import type { Rule } from '../rule.ts'
import type { SourceFile } from '../source-file.ts'
import { productFiles, type Tree } from '../tree.ts'

/** Members that read the clock, wait or draw, by the object that they hang on. */
const bannedMembers: Readonly<Record<string, readonly string[]>> = {
  Date: ['now'],
  Math: ['random'],
  performance: ['now'],
  process: ['hrtime'],
  AbortSignal: ['timeout'],
  crypto: ['randomUUID', 'randomBytes', 'randomInt', 'getRandomValues'],
}
const bannedGlobals = new Set(['setTimeout', 'setInterval'])
const bannedImports: Readonly<Record<string, readonly string[]>> = {
  'node:timers': ['*', 'setTimeout', 'setInterval'],
  'node:timers/promises': ['*', 'setTimeout', 'setInterval', 'scheduler'],
  'node:perf_hooks': ['*', 'performance'],
  'node:process': ['*', 'hrtime'],
  'node:crypto': [
    'randomUUID',
    'randomBytes',
    'randomInt',
    'randomFill',
    'randomFillSync',
    'getRandomValues',
    'webcrypto',
  ],
}

/** Time and chance come through ports. */
export const timeAndChance: Rule = {
  name: 'time-and-chance',
  asks:
    'Time and chance come through `@kivuko/clock` and `@kivuko/random`: no Date.now, new Date(), ' +
    'Math.random, timers or crypto.random* outside of platform, tests and the demo.',
  *check(tree) {
    for (const file of productFiles(tree)) {
      const { group, path } = tree.workspaceOf(file.path)
      if (group === 'platform' || path.startsWith('apps/demo-')) continue
      for (const { line, what } of [...callsIn(file), ...importsIn(tree, file)]) {
        yield { path: file.path, line, message: `${what}: take a Clock or a Random` }
      }
    }
  },
}

interface Use {
  /** 1-based. */
  readonly line: number
  readonly what: string
}

function* callsIn(file: SourceFile): Generator<Use> {
  for (const node of file.nodes('MemberExpression')) {
    const { object, property } = node
    if (object.type !== 'Identifier' || property.type !== 'Identifier') continue
    const banned = bannedMembers[object.name]?.includes(property.name) === true
    if (banned) yield { line: file.lineAt(node.start), what: `${object.name}.${property.name}` }
  }
  for (const node of file.nodes('CallExpression')) {
    const { callee } = node
    const banned = callee.type === 'Identifier' && bannedGlobals.has(callee.name)
    if (banned) yield { line: file.lineAt(node.start), what: callee.name }
  }
  for (const node of file.nodes('NewExpression')) {
    const isDate = node.callee.type === 'Identifier' && node.callee.name === 'Date'
    if (isDate && node.arguments.length === 0)
      yield { line: file.lineAt(node.start), what: 'new Date()' }
  }
}

function* importsIn(tree: Tree, file: SourceFile): Generator<Use> {
  for (const { target, names, line } of tree.imports(file)) {
    if (target.kind !== 'node') continue
    const banned = bannedImports[target.name] ?? []
    for (const name of names) if (banned.includes(name)) yield { line, what: name }
  }
}
