import type { Secret } from '@kivuko/log'

/**
 * Whether a value is always there: given, by its default, or derived from others of the request.
 */
export type Presence = 'required' | 'optional' | 'defaulted' | 'derived'

/** A network by its name, or the parameter that has its name. */
export type TokenNetwork = string | { readonly parameter: string }

/** What a field takes, as data. */
export interface FieldSpec<Value = unknown, P extends Presence = Presence> {
  readonly kind: 'text' | 'number' | 'flag' | 'secret' | 'list' | 'group'
  readonly presence: P
  /** What holds where nothing is given; undefined unless `presence` is `defaulted`. */
  readonly fallback: Value | undefined
  /** Other names under which clients may give it. */
  readonly aliases: readonly string[]
  /** The only values that are taken; undefined when any is. */
  readonly options: readonly unknown[] | undefined
  /** Upper-cased, open to overrides and renaming, and taken as an array for a batch. */
  readonly isSymbol: boolean
  /** An absolute URL, or a list of protocols (`wss:`) that it may have. */
  readonly protocols: readonly string[] | undefined
  /** Bounds of a number, both included. */
  readonly bounds: { readonly min: number; readonly max: number } | undefined
  /** Whose address it is, where it is one: the parameter with the symbol, and the network. */
  readonly token: { readonly symbol: string; readonly network: TokenNetwork } | undefined
  /** Fields that must be there too. */
  readonly needs: readonly string[]
  /** Fields that must not be given with it. */
  readonly excluded: readonly string[]
  /** For the documentation and /status. */
  readonly words: string
  /** Of a list. */
  readonly item: FieldSpec | undefined
  /** Of a group. */
  readonly fields: Readonly<Record<string, FieldSpec>> | undefined
}

/**
 * One parameter of a request, or one setting of an adapter: what it takes, in words that read from
 * left to right, as in `text().symbol().aka('from')`. Every word gives a new field.
 */
export interface Field<Value, P extends Presence = Presence> {
  readonly spec: FieldSpec<Value, P>
  /** Other names for it. A request that gives two names of one parameter is refused. */
  aka(...names: readonly string[]): Field<Value, P>
  /** May be left out; then it is not there at all. */
  optional(): Field<Value, 'optional'>
  /** May be left out; then this holds, and is in the key. */
  default(value: Value): Field<Value, 'defaulted'>
  /** Takes these values only. Symbols are compared in upper case. */
  oneOf<const Option extends Value>(...options: readonly Option[]): Field<Option, P>
  /** When it is given, these must be there too, given or by default. */
  dependsOn(...names: readonly string[]): Field<Value, P>
  /** When it is given, these must not be. */
  excludes(...names: readonly string[]): Field<Value, P>
  /** Says what it is, for the documentation. */
  doc(words: string): Field<Value, P>
  /**
   * The symbol of an asset: letter case does not matter, upper case is what sources get. Clients
   * may give an array and are answered for each, and overrides and renaming apply.
   */
  symbol(this: Field<string, P>): Field<Value, P>
  /**
   * The address of the token whose symbol that parameter has, on a network (`ethereum` if left out)
   * or on the one that a parameter names. Who does not give it has it from `tokenOverrides` of the
   * request, or from the endpoint's `tokens`; without any, the request is refused, unless it is
   * optional.
   */
  tokenOf(
    this: Field<string, P>,
    symbol: string,
    network?: TokenNetwork,
  ): Field<Value, P extends 'required' ? 'derived' : P>
  /** An absolute URL of http, https, ws or wss, or of the given protocols (`ftp:`). */
  url(this: Field<string, P>, ...protocols: readonly string[]): Field<Value, P>
  /** A number within bounds, both included. */
  between(this: Field<number, P>, min: number, max: number): Field<Value, P>
}

/** A field of any kind. */
export type AnyField = Field<unknown>

/** Fields by their canonical names. */
export type Fields = Readonly<Record<string, AnyField>>

/** The value of a field when it is there. */
export type ValueOf<F extends AnyField> = F extends Field<infer Value> ? Value : never

/** Makes the keys of an intersection show as one object. */
type Flat<T> = { readonly [Key in keyof T]: T[Key] }

type PresenceOf<F> = F extends { readonly spec: { readonly presence: infer P } } ? P : never

type KeysOf<F extends Fields, P extends Presence> = {
  [Key in keyof F]: PresenceOf<F[Key]> extends P ? Key : never
}[keyof F]

/** What sources get: canonical names, defaults filled in, what was left out not there. */
export type ValuesOf<F extends Fields> = Flat<
  { readonly [Key in KeysOf<F, 'required' | 'defaulted' | 'derived'>]: ValueOf<F[Key]> } & {
    readonly [Key in KeysOf<F, 'optional'>]?: ValueOf<F[Key]>
  }
>

/** What a caller in the process gives: canonical names, what has a default may be left out. */
export type GivenOf<F extends Fields> = Flat<
  { readonly [Key in KeysOf<F, 'required'>]: ValueOf<F[Key]> } & {
    readonly [Key in KeysOf<F, 'optional' | 'defaulted' | 'derived'>]?: ValueOf<F[Key]>
  }
>

/** A text, never empty. */
export function text(): Field<string, 'required'> {
  return fieldOf<string, 'required'>({ ...plain, kind: 'text' })
}

/** A finite number; in a query string, any text that JavaScript's `Number` takes. */
export function number(): Field<number, 'required'> {
  return fieldOf<number, 'required'>({ ...plain, kind: 'number' })
}

/** `true` or `false`. */
export function flag(): Field<boolean, 'required'> {
  return fieldOf<boolean, 'required'>({ ...plain, kind: 'flag' })
}

/** A setting that never prints. Not for inputs: those are logged, and are in keys. */
export function secret(): Field<Secret, 'required'> {
  return fieldOf<Secret, 'required'>({ ...plain, kind: 'secret' })
}

/** Any number of values of one kind, in their order, which is in the key: `list(text())`. */
export function list<Value>(item: Field<Value>): Field<readonly Value[], 'required'> {
  return fieldOf<readonly Value[], 'required'>({ ...plain, kind: 'list', item: item.spec })
}

/** Fields within a field: `group({ network: text(), token: text() })`. */
export function group<const F extends Fields>(fields: F): Field<ValuesOf<F>, 'required'> {
  const specs = Object.fromEntries(Object.entries(fields).map(([name, { spec }]) => [name, spec]))
  return fieldOf<ValuesOf<F>, 'required'>({ ...plain, kind: 'group', fields: specs })
}

const plain = {
  presence: 'required',
  fallback: undefined,
  aliases: [],
  options: undefined,
  isSymbol: false,
  protocols: undefined,
  bounds: undefined,
  token: undefined,
  needs: [],
  excluded: [],
  words: '',
  item: undefined,
  fields: undefined,
} as const

const webProtocols = ['http:', 'https:', 'ws:', 'wss:'] as const

function fieldOf<Value, P extends Presence>(spec: FieldSpec<Value, P>): Field<Value, P> {
  return {
    spec,
    aka: (...names) => fieldOf({ ...spec, aliases: [...spec.aliases, ...names] }),
    optional: () =>
      fieldOf<Value, 'optional'>({ ...spec, presence: 'optional', fallback: undefined }),
    default: (value) => fieldOf({ ...spec, presence: 'defaulted', fallback: value }),
    oneOf: (...options) => fieldOf(withOptions(spec, options)),
    dependsOn: (...names) => fieldOf({ ...spec, needs: [...spec.needs, ...names] }),
    excludes: (...names) => fieldOf({ ...spec, excluded: [...spec.excluded, ...names] }),
    doc: (words) => fieldOf({ ...spec, words }),
    symbol: () => fieldOf({ ...spec, isSymbol: true }),
    tokenOf: (symbol, network = 'ethereum') =>
      fieldOf(withToken<Value, P>(spec, { symbol, network })),
    url: (...given) => fieldOf({ ...spec, protocols: given.length > 0 ? given : webProtocols }),
    between: (min, max) => fieldOf({ ...spec, bounds: { min, max } }),
  }
}

/** Throws when the default, if there is one already, is not among the options. */
function withOptions<Value, Option extends Value, P extends Presence>(
  spec: FieldSpec<Value, P>,
  options: readonly Option[],
): FieldSpec<Option, P> {
  const fallback = options.find((option) => option === spec.fallback)
  if (spec.fallback !== undefined && fallback === undefined) {
    throw new Error('The default is not one of the options')
  }
  return { ...spec, options, fallback }
}

function withToken<Value, P extends Presence>(
  spec: FieldSpec<Value, P>,
  token: NonNullable<FieldSpec['token']>,
): FieldSpec<Value, P extends 'required' ? 'derived' : P> {
  const presence = spec.presence === 'required' ? 'derived' : spec.presence
  // The conditional type says the same, which the compiler cannot see.
  return { ...spec, token, presence: presence as P extends 'required' ? 'derived' : P }
}
