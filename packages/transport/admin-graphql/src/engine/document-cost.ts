import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql'

/** What it takes to answer a selection. */
export interface DocumentCost {
  /** Fields within fields. */
  readonly depth: number
  /** A field without fields costs 1; one with fields costs 2, and 1.5 times what they cost. */
  readonly cost: number
}

const scalarCost = 1
const objectCost = 2
const depthFactor = 1.5

/**
 * Measures the dearest operation of a document without running or validating it: fragments count
 * wherever they are spread, and one that contains itself is infinitely dear. Introspection counts
 * nothing.
 */
export function documentCost(document: DocumentNode): DocumentCost {
  const measure = createMeasure(document)
  const costs = document.definitions.flatMap((node) =>
    node.kind === Kind.OPERATION_DEFINITION ? [measure.withFields(node.selectionSet)] : [],
  )
  return {
    depth: Math.max(0, ...costs.map(({ depth }) => depth)),
    cost: Math.max(0, ...costs.map(({ cost }) => cost)),
  }
}

const nothing: DocumentCost = { depth: 0, cost: 0 }
const endless: DocumentCost = { depth: Infinity, cost: Infinity }

function createMeasure(document: DocumentNode) {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const node of document.definitions) {
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node)
  }
  // Each fragment is measured once; while it is, it counts as endless.
  const measured = new Map<string, DocumentCost>()

  const ofFragment = (name: string): DocumentCost => {
    const known = measured.get(name)
    if (known) return known
    measured.set(name, endless)
    const cost = sum(fragments.get(name)?.selectionSet)
    measured.set(name, cost)
    return cost
  }

  const of = (node: SelectionNode): DocumentCost => {
    if (node.kind === Kind.FRAGMENT_SPREAD) return ofFragment(node.name.value)
    if (node.kind === Kind.INLINE_FRAGMENT) return sum(node.selectionSet)
    if (node.name.value.startsWith('__')) return nothing
    if (!node.selectionSet) return { depth: 1, cost: scalarCost }
    const inner = withFields(node.selectionSet)
    return { ...inner, depth: inner.depth + 1 }
  }

  const sum = (set: SelectionSetNode | undefined): DocumentCost => {
    const costs = set?.selections.map(of) ?? []
    return {
      depth: Math.max(0, ...costs.map(({ depth }) => depth)),
      cost: costs.reduce((total, { cost }) => total + cost, 0),
    }
  }

  const withFields = (set: SelectionSetNode): DocumentCost => {
    const { depth, cost } = sum(set)
    return { depth, cost: objectCost + depthFactor * cost }
  }
  return { withFields }
}
