import type { Tree } from '../house/tree.ts'

/** The test files of the tree by the stage that runs them. */
export interface TestFiles {
  readonly unit: readonly string[]
  /** Those that hold a store to the suite of its port (`*.contract.ts`). */
  readonly contract: readonly string[]
  readonly e2e: readonly string[]
}

/** Sorts the test files into stages by where they stand and what they import. */
export function findTests(tree: Tree): TestFiles {
  const tests = tree.files.filter(({ path }) => path.endsWith('.test.ts'))
  const stages = { unit: [] as string[], contract: [] as string[], e2e: [] as string[] }
  for (const file of tests) {
    const inE2e = tree.workspaceOf(file.path).path === 'e2e'
    const imports = tree.imports(file)
    const isContract = imports.some(({ specifier }) => specifier.endsWith('.contract.ts'))
    if (inE2e) stages.e2e.push(file.path)
    else if (isContract) stages.contract.push(file.path)
    else stages.unit.push(file.path)
  }
  return stages
}
