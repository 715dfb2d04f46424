import type { SourceDefinition } from '../sources/source-definition.ts'
import type { Duration } from './duration.ts'
import type { Include } from './includes.ts'
import type { AnyInput, InputOf } from './input.ts'
import type { TokenAddresses } from './token-addresses.ts'

/** What clients can ask for under one name: its parameters, and where values come from. */
export interface EndpointDefinition<I extends AnyInput = AnyInput> {
  readonly input: I
  /** Best first: streams before what must be asked. A request may choose one with `transport`. */
  readonly sources: readonly SourceDefinition[]
  /** How fresh asked-for values are kept, where limits allow; `CACHE_MIN_AGE` by default. */
  readonly freshFor?: Duration
  /** How old a value may become before it is not answered any more; `CACHE_MAX_AGE` by default. */
  readonly serveStaleFor?: Duration
  /** Other names of the endpoint; letter case does not matter. */
  readonly aka?: readonly string[]
  /** What the provider calls an asset: `{ PAX: 'USDP' }`. A request's own overrides win. */
  readonly rename?: Readonly<Record<string, string>>
  /** Which parameters overrides and `rename` are for; by default the first one that is a symbol. */
  readonly renamed?: readonly string[]
  /** Pairs that the provider has the other way round: answered with 1 divided by its value. */
  readonly invert?: readonly (readonly [string, string])[]
  /** Pairs that are answered by other pairs, in the form of the successor's includes files. */
  readonly includes?: readonly Include[]
  /**
   * Addresses of tokens by network and symbol, for parameters with `tokenOf`; a request's own
   * `tokenOverrides` win.
   */
  readonly tokens?: TokenAddresses
  /** Says in words what is wrong with parameters that are each right; undefined when nothing is. */
  check?(params: InputOf<I>): string | undefined
  /** For the documentation. */
  readonly doc?: string
}

/** Endpoints by their canonical names. */
export type Endpoints = Readonly<Record<string, EndpointDefinition>>

/** An endpoint whose sources and checks get the parameters of its input. */
export function endpoint<const I extends AnyInput>(
  definition: EndpointDefinition<I> & { readonly sources: readonly SourceDefinition<InputOf<I>>[] },
): EndpointDefinition<I> {
  return definition
}
