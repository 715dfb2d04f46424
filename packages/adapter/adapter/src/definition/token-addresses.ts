import type { Params } from '../engine/source.ts'
import type { FieldSpec, TokenNetwork } from './field.ts'

/** Addresses of tokens by network and symbol: `{ ethereum: { DAI: '0x6b17…' } }`. */
export type TokenAddresses = Readonly<Record<string, Readonly<Record<string, string>>>>

/** The same for looking up: networks in lower case, symbols in upper case, addresses as written. */
type AddressTable = ReadonlyMap<string, ReadonlyMap<string, string>>

/** Fills parameters in that hold the address of a symbol. */
export interface AddressFiller {
  /** With what a request says of its own, which goes before everything else. */
  forRequest(own: TokenAddresses | undefined): FillAddresses
  /** In words, which address is missing that sources rely on; undefined when none is. */
  missing(params: Params, symbols: Params): string | undefined
  /** Whether there is no parameter to fill in. */
  readonly isIdle: boolean
}

/** `symbols` are those that addresses are looked up by: before they are renamed for a provider. */
export type FillAddresses = (params: Params, symbols: Params) => Params

interface TokenField {
  readonly name: string
  readonly symbol: string
  readonly network: TokenNetwork
  readonly isDerived: boolean
}

/** What fills the token fields of an input from the addresses that the endpoint knows. */
export function createAddressFiller(
  specs: Readonly<Record<string, FieldSpec>>,
  known: TokenAddresses = {},
): AddressFiller {
  const fields = Object.entries(specs).flatMap(([name, { presence, token }]) =>
    token === undefined ? [] : [{ name, ...token, isDerived: presence === 'derived' }],
  )
  const usual = tableOf(known)
  return {
    forRequest: (own) => {
      if (fields.length === 0) return (params) => params
      const tables = own === undefined ? [usual] : [tableOf(own), usual]
      return (params, symbols) => withAddresses(params, { fields, symbols, tables })
    },
    missing: (params, symbols) => {
      const lacking = fields.find(({ isDerived, name }) => isDerived && params[name] === undefined)
      return lacking === undefined ? undefined : missingWords(lacking, symbols)
    },
    isIdle: fields.length === 0,
  }
}

function missingWords({ name, network, symbol }: TokenField, symbols: Params): string {
  const of = `tokenOverrides.${networkOf(network, symbols) ?? 'network'}.${String(symbols[symbol])}`
  return `${name} is missing: expected a text, or ${of}`
}

function withAddresses(
  params: Params,
  options: {
    readonly fields: readonly TokenField[]
    readonly symbols: Params
    readonly tables: readonly AddressTable[]
  },
): Params {
  const found: Record<string, string> = {}
  for (const field of options.fields) {
    const address = params[field.name] === undefined ? addressOf(field, options) : undefined
    if (address !== undefined) found[field.name] = address
  }
  return Object.keys(found).length === 0 ? params : { ...params, ...found }
}

function addressOf(
  { network, symbol }: TokenField,
  { symbols, tables }: { readonly symbols: Params; readonly tables: readonly AddressTable[] },
): string | undefined {
  const token = symbols[symbol]
  const where = networkOf(network, symbols)
  if (typeof token !== 'string' || where === undefined) return undefined
  const table = tables.find((each) => each.get(where)?.has(token) === true)
  return table?.get(where)?.get(token)
}

function networkOf(network: TokenNetwork, params: Params): string | undefined {
  const name = typeof network === 'string' ? network : params[network.parameter]
  return typeof name === 'string' ? name.toLowerCase() : undefined
}

function tableOf(addresses: TokenAddresses): AddressTable {
  const table = new Map<string, Map<string, string>>()
  for (const [network, tokens] of Object.entries(addresses)) {
    const known = table.get(network.toLowerCase()) ?? new Map<string, string>()
    table.set(network.toLowerCase(), known)
    for (const [symbol, address] of Object.entries(tokens)) known.set(symbol.toUpperCase(), address)
  }
  return table
}
