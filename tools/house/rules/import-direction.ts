import type { Breach, Rule } from '../rule.ts'
import type { SourceFile } from '../source-file.ts'
import type { Tree } from '../tree.ts'
import { groups, shortName, type Workspace } from '../workspace.ts'

/**
 * What each package of the domain may import from the domain and the protocol group; `*` is all of
 * the group. Platform packages are open to all but `routing`, which knows addresses and nothing
 * else.
 */
const domainPlan: Readonly<Record<string, readonly string[]>> = {
  money: [],
  routing: [],
  ledger: ['money'],
  rates: ['money'],
  webhooks: ['protocol/signatures'],
  settlement: ['money', 'ledger', 'webhooks'],
  grants: ['protocol/*'],
  directory: ['money', 'ledger', 'webhooks', 'protocol/*'],
  connector: ['money', 'ledger', 'routing', 'rates', 'protocol/ilp'],
  payments: ['domain/*', 'protocol/*'],
}

/** Imports go down the groups of the house and along the planned edges of the domain. */
export const importDirection: Rule = {
  name: 'import-direction',
  asks:
    'Imports go down: apps, transport, adapter, domain, protocol, platform; inside the domain ' +
    'along the edges of ARCHITECTURE.md. Only tests import `@kivuko/testing`.',
  *check(tree) {
    for (const file of tree.files) yield* checkFile(tree, file)
  },
}

function* checkFile(tree: Tree, file: SourceFile): Generator<Breach> {
  const from = tree.workspaceOf(file.path)
  for (const { target, line } of tree.imports(file)) {
    if (target.kind !== 'file') continue
    const to = tree.workspaceOf(target.path)
    const reason = from === to ? undefined : refusal({ file, from, to })
    if (reason !== undefined) yield { path: file.path, line, message: reason }
  }
}

interface Edge {
  readonly file: SourceFile
  readonly from: Workspace
  readonly to: Workspace
}

/** Why this import is not allowed, or undefined when it is. */
function refusal({ file, from, to }: Edge): string | undefined {
  if (from.group === 'free') return undefined
  if (to.group === 'free') return `the product does not import ${to.path}`
  const toName = shortName(to)
  if (toName === 'testing' && file.kind !== 'test' && shortName(from) !== 'testing') {
    return 'only tests import @kivuko/testing'
  }
  if (toName === 'testing') return undefined
  const edge = `${from.path} may not import ${to.path}`
  if (from.group === 'apps' && to.group === 'apps') return `${edge}: apps stand alone`
  if (groups.indexOf(to.group) < groups.indexOf(from.group)) return `${edge}: imports go down`
  if (from.group === 'adapter' && to.group !== 'adapter' && to.group !== 'platform') {
    return `${edge}: the adapter framework imports nothing of ours but platform`
  }
  if (from.group === 'protocol' && to.group === 'platform') return `${edge}: protocol is pure`
  return from.group === 'domain' && !isPlanned(from, to) ? `${edge}: not in the plan` : undefined
}

function isPlanned(from: Workspace, to: Workspace): boolean {
  const plan = domainPlan[shortName(from)]
  if (plan === undefined) return false
  if (to.group === 'platform') return shortName(from) !== 'routing'
  const name = shortName(to)
  const wanted = to.group === 'domain' ? [name, 'domain/*'] : [`protocol/${name}`, 'protocol/*']
  return wanted.some((edge) => plan.includes(edge))
}
