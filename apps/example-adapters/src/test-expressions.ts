import { parser } from '@prometheus-io/lezer-promql'

/** An expression that somebody watches. */
export interface Watched {
  /** Where it is written. */
  readonly where: string
  readonly expr: string
  /** What is shown of it: labels stand in it as `{{app_name}}` or `{{ $labels.app_name }}`. */
  readonly shown: string
}

/** A metric as it is exported. */
export interface Exported {
  readonly type: string
  /** The labels of each of its series. */
  readonly series: readonly ReadonlyMap<string, string>[]
}

/** What Prometheus adds by scraping: a metric, and labels to all of them. */
const up: Exported = { type: 'gauge', series: [new Map()] }
const scraped: ReadonlyMap<string, string> = new Map([
  ['job', 'adapters'],
  ['instance', '127.0.0.1:9080'],
])

/** What an expression reads and is not exported. Throws where it is not PromQL. */
export function checkWatched(
  { expr, shown, where }: Watched,
  metrics: ReadonlyMap<string, Exported>,
): readonly string[] {
  const { by, selectors } = readExpression(expr)
  const known = new Map([...metrics, ['up', up] as const])
  const problems = selectors.flatMap((selector) => checkSelector(selector, known))
  const labels = new Set(selectors.flatMap(({ name }) => labelsOf(known.get(name))))
  const named = Array.from(shown.matchAll(/\{\{\s*(?:\$labels\.)?([a-z_]+)/g), ([, label]) => label)
  for (const label of [...by, ...named]) {
    if (label !== undefined && !labels.has(label)) problems.push(`nothing has ${label}`)
  }
  return problems.map((problem) => `${where}: ${problem}`)
}

function checkSelector(
  { matchers, name, over }: Selector,
  known: ReadonlyMap<string, Exported>,
): readonly string[] {
  const metric = known.get(name)
  if (metric === undefined) return [`there is no ${name}`]
  const { series, type } = metric
  const isRate = over === 'rate' || over === 'increase'
  const misread = isRate === (type === 'gauge')
  const problems = misread ? [`${name} is a ${type}, read by ${over ?? 'its last value'}`] : []
  for (const { label, operator, value } of matchers) {
    const values = [scraped, ...series].flatMap((each) => each.get(label) ?? [])
    const isThere = operator === '=' ? values.includes(value) : values.length > 0
    if (!isThere) problems.push(`no ${name} has ${label}${operator}"${value}"`)
  }
  return problems
}

function labelsOf(metric: Exported | undefined): readonly string[] {
  return [scraped, ...(metric?.series ?? [])].flatMap((each) => [...each.keys()])
}

interface Expression {
  readonly selectors: readonly Selector[]
  /** The labels that it groups by. */
  readonly by: readonly string[]
}

/** A series that an expression reads. */
interface Selector {
  readonly name: string
  readonly matchers: readonly Matcher[]
  /** The function that is given its range; undefined where its last value is read. */
  readonly over: string | undefined
}

interface Matcher {
  readonly label: string
  readonly operator: string
  readonly value: string
}

type Node = ReturnType<typeof parser.parse>['topNode']

function readExpression(text: string): Expression {
  const selectors: Selector[] = []
  const by: string[] = []
  const textOf = ({ from, to }: Node): string => text.slice(from, to)
  parser.parse(text).iterate({
    enter: ({ node }) => {
      if (node.type.isError) throw new Error(`Not PromQL at ${node.from}: ${text}`)
      if (node.name === 'GroupingLabels') by.push(...node.getChildren('LabelName').map(textOf))
      if (node.name === 'VectorSelector') selectors.push(readSelector(node, textOf))
    },
  })
  return { selectors, by }
}

function readSelector(node: Node, textOf: (node: Node) => string): Selector {
  const name = node.getChild('Identifier')
  if (name === null) throw new Error(`A selector without a name: ${textOf(node)}`)
  const matchers = node.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? []
  const range = node.parent?.name === 'MatrixSelector' ? node.parent : undefined
  // Its arguments stand between a call and its range.
  const called = range?.parent?.parent?.getChild('FunctionIdentifier') ?? undefined
  return {
    name: textOf(name),
    matchers: matchers.map((matcher) => readMatcher(textOf(matcher))),
    over: called === undefined ? undefined : textOf(called),
  }
}

function readMatcher(text: string): Matcher {
  const [, label = '', operator = '', value = ''] =
    /^(\w+)\s*(=~|!~|!=|=)\s*"(.*)"$/.exec(text) ?? []
  return { label, operator, value }
}

/** Reads a page of metrics: its samples by their names, those of histograms with their endings. */
export function readMetrics(page: string): ReadonlyMap<string, Exported> {
  const types = new Map<string, string>()
  const metrics = new Map<string, { type: string; series: ReadonlyMap<string, string>[] }>()
  for (const line of page.trimEnd().split('\n')) {
    const [, family, type] = /^# TYPE (\S+) (\S+)$/.exec(line) ?? []
    if (family !== undefined && type !== undefined) types.set(family, type)
    if (line.startsWith('#')) continue
    const [, name = '', labels = ''] = /^(\w+)(?:\{(.*)\})? \S+$/.exec(line) ?? []
    const known = metrics.get(name) ?? { type: typeOf(name, types), series: [] }
    const pairs = labels.matchAll(/(\w+)="([^"]*)"/g)
    known.series.push(new Map(Array.from(pairs, ([, label = '', value = '']) => [label, value])))
    metrics.set(name, known)
  }
  return metrics
}

function typeOf(name: string, types: ReadonlyMap<string, string>): string {
  const type = types.get(name) ?? types.get(name.replace(/_(bucket|sum|count)$/, ''))
  if (type === undefined) throw new Error(`A sample without a type: ${name}`)
  return type
}
