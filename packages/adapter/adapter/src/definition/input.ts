import type { Fields, FieldSpec, GivenOf, ValuesOf } from './field.ts'

/** The parameters that an endpoint takes, in the order in which they were written. */
export interface Input<F extends Fields> {
  readonly fields: F
  readonly specs: Readonly<Record<string, FieldSpec>>
  /** Never set; carries the type of what sources get. */
  readonly paramsType?: ValuesOf<F>
}

/** An input of any fields. */
export type AnyInput = Input<Fields>

/** What sources get for one request of this input. */
export type InputOf<I extends AnyInput> = I extends Input<infer F> ? ValuesOf<F> : never

/** What a caller in the process gives to ask with this input. */
export type AskOf<I extends AnyInput> = I extends Input<infer F> ? GivenOf<F> : never

/**
 * Names that a request uses for itself, and names that never enter a key. A parameter may have them
 * as aliases of a better name only where they are not the request's own.
 */
const requestNames = ['endpoint', 'maxAge', 'overrides', 'tokenOverrides', 'includes', 'transport']
const keylessNames = ['id', 'meta', 'debug', 'rateLimitMaxAge', 'metricsMeta']

/**
 * Writes down the parameters of an endpoint: `input({ base: text().symbol().aka('from') })`. Throws
 * on names that clash or are taken, on defaults that would be refused, and on dependencies on
 * parameters that are not there.
 */
export function input<const F extends Fields>(fields: F): Input<F> {
  const specs = Object.fromEntries(Object.entries(fields).map(([name, { spec }]) => [name, spec]))
  checkTopNames(specs)
  checkFields(specs)
  return { fields, specs }
}

function checkTopNames(specs: Readonly<Record<string, FieldSpec>>): void {
  for (const name of namesOf(specs)) {
    if (requestNames.includes(name)) throw new Error(`${name} belongs to the request itself`)
  }
}

function checkFields(specs: Readonly<Record<string, FieldSpec>>): void {
  const names = namesOf(specs)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw new Error(`Two parameters are called ${twice}`)
  for (const name of names) {
    if (name === '' || name in Object.prototype) throw new Error(`"${name}" is no name`)
  }
  for (const [name, spec] of Object.entries(specs)) checkField(name, spec, specs)
}

function checkField(
  name: string,
  spec: FieldSpec,
  siblings: Readonly<Record<string, FieldSpec>>,
): void {
  if (keylessNames.includes(name)) {
    throw new Error(`${name} never enters a key: name it otherwise, with ${name} as an alias`)
  }
  const unknown = [...spec.needs, ...spec.excluded].find((other) => !Object.hasOwn(siblings, other))
  if (unknown !== undefined) throw new Error(`${name} names ${unknown}, which is no parameter`)
  const conflict = spec.needs.find((other) => spec.excluded.includes(other))
  if (conflict !== undefined) throw new Error(`${name} both needs and excludes ${conflict}`)
  checkToken(name, spec, siblings)
  checkKind(name, spec)
}

function checkToken(
  name: string,
  { kind, token }: FieldSpec,
  siblings: Readonly<Record<string, FieldSpec>>,
): void {
  if (token === undefined) return
  const { network, symbol } = token
  if (kind !== 'text') throw new Error(`${name} is an address but no text`)
  if (siblings[symbol]?.isSymbol !== true) {
    throw new Error(`${name} is the address of ${symbol}, which is no symbol beside it`)
  }
  if (typeof network !== 'string' && siblings[network.parameter]?.kind !== 'text') {
    throw new Error(
      `${name} names ${network.parameter} for its network, which is no text beside it`,
    )
  }
}

function checkKind(name: string, spec: FieldSpec): void {
  if (spec.kind === 'secret')
    throw new Error(`${name} is a secret: parameters are in keys and logs`)
  if (spec.isSymbol && spec.kind !== 'text') throw new Error(`${name} is a symbol but no text`)
  if (spec.isSymbol && spec.options?.some((each) => each !== String(each).toUpperCase())) {
    throw new Error(`${name} is a symbol: its options must be in upper case`)
  }
  if (spec.options?.length === 0) throw new Error(`${name} has no options to take`)
  if (spec.item !== undefined) checkKind(`An item of ${name}`, spec.item)
  if (spec.item?.fields !== undefined) checkFields(spec.item.fields)
  if (spec.fields !== undefined) checkFields(spec.fields)
}

function namesOf(specs: Readonly<Record<string, FieldSpec>>): readonly string[] {
  return Object.entries(specs).flatMap(([name, { aliases }]) => [name, ...aliases])
}
