import type { Rule } from '../rule.ts'
import type { Tree } from '../tree.ts'

/** No file and no package is in an import cycle. */
export const importCycle: Rule = {
  name: 'import-cycle',
  asks: 'No import cycle between files or between packages, types and dynamic imports included.',
  *check(tree) {
    for (const cycle of findCycles(fileGraph(tree))) {
      yield { path: cycle[0] ?? '', line: 1, message: describe(cycle) }
    }
    for (const cycle of findCycles(packageGraph(tree))) {
      yield { path: `${cycle[0]}/package.json`, line: 1, message: describe(cycle) }
    }
  },
}

type Graph = ReadonlyMap<string, ReadonlySet<string>>

function describe(cycle: readonly string[]): string {
  return `import cycle of ${cycle.length}: ${cycle.join(' → ')} → ${cycle[0]}`
}

function fileGraph(tree: Tree): Graph {
  return new Map(tree.files.map((file) => [file.path, new Set(filesImported(tree, file.path))]))
}

/** Edges between packages; tests are left out, because the testing kit is itself tested. */
function packageGraph(tree: Tree): Graph {
  const graph = new Map<string, Set<string>>()
  for (const file of tree.files) {
    if (file.kind === 'test') continue
    const from = tree.workspaceOf(file.path).path
    const edges = graph.get(from) ?? new Set()
    graph.set(from, edges)
    for (const path of filesImported(tree, file.path)) {
      const to = tree.workspaceOf(path).path
      if (to !== from) edges.add(to)
    }
  }
  return graph
}

function filesImported(tree: Tree, path: string): readonly string[] {
  const file = tree.fileAt(path)
  const imports = file === undefined ? [] : tree.imports(file)
  return imports.flatMap(({ target }) => {
    return target.kind === 'file' && tree.fileAt(target.path) !== undefined ? [target.path] : []
  })
}

/** One shortest cycle through the first node of every strongly connected group. */
function findCycles(graph: Graph): readonly (readonly string[])[] {
  const cycles: (readonly string[])[] = []
  const reported = new Set<string>()
  for (const node of graph.keys()) {
    if (reported.has(node)) continue
    const cycle = shortestCycle(graph, node)
    if (cycle === undefined || cycle.some((member) => reported.has(member))) continue
    for (const member of cycle) reported.add(member)
    cycles.push(cycle)
  }
  return cycles
}

/** The shortest way from a node back to itself, breadth first. */
function shortestCycle(graph: Graph, start: string): readonly string[] | undefined {
  const cameFrom = new Map<string, string>()
  const queue = [start]
  for (const node of queue) {
    for (const next of graph.get(node) ?? []) {
      if (next === start) return wayTo(node, cameFrom)
      if (cameFrom.has(next)) continue
      cameFrom.set(next, node)
      queue.push(next)
    }
  }
  return undefined
}

function wayTo(end: string, cameFrom: ReadonlyMap<string, string>): readonly string[] {
  const way = [end]
  for (let node = cameFrom.get(end); node !== undefined; node = cameFrom.get(node))
    way.unshift(node)
  return way
}
