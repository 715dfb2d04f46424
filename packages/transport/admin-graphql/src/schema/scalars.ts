import { isUint64, parseUint64 } from '@kivuko/money'
import {
  type GraphQLScalarType,
  GraphQLError,
  Kind,
  type ValueNode,
  valueFromASTUntyped,
} from 'graphql'

/** How the values of a scalar are read from variables and from documents, and written. */
export type ScalarFunctions = Pick<GraphQLScalarType, 'parseLiteral' | 'parseValue' | 'serialize'>

/** Largest value of the scalar `UInt8`. */
const uint8Max = 255

/** The functions of the scalars of the schema, by name. */
export const scalars: Readonly<Record<'JSONObject' | 'UInt64' | 'UInt8', ScalarFunctions>> = {
  UInt8: {
    parseValue: readUint8,
    parseLiteral: (node) => readUint8(node.kind === Kind.INT ? Number(node.value) : node.kind),
    serialize: writeLedgerNumber,
  },
  UInt64: {
    parseValue: readUint64,
    // As text: a number of JavaScript would lose the last digits of a large one.
    parseLiteral: (node) => readUint64(isNumberOrText(node) ? node.value : node.kind),
    serialize: writeUint64,
  },
  JSONObject: {
    parseValue: readObject,
    parseLiteral: (node, variables) => readObject(valueFromASTUntyped(node, variables)),
    serialize: readObject,
  },
}

function readUint8(value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= uint8Max) {
    return value
  }
  throw new GraphQLError(`UInt8 must be a whole number from 0 to ${uint8Max}`)
}

function isNumberOrText(node: ValueNode): node is ValueNode & { readonly value: string } {
  return node.kind === Kind.INT || node.kind === Kind.STRING
}

function readUint64(value: unknown): bigint {
  const read = typeof value === 'string' ? parseUint64(value) : readSafeNumber(value)
  if (read !== undefined) return read
  throw new GraphQLError(
    'UInt64 must be a whole number from 0 to 18446744073709551615, ' +
      'as a text where it is above 9007199254740991',
  )
}

function readSafeNumber(value: unknown): bigint | undefined {
  return Number.isSafeInteger(value) && Number(value) >= 0 ? BigInt(Number(value)) : undefined
}

/** Numbers of ledgers go beyond what their type says: there is one for each asset. */
function writeLedgerNumber(value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
  throw new TypeError(`${String(value)} is not a whole number`)
}

function writeUint64(value: unknown): string {
  const read = typeof value === 'string' ? parseUint64(value) : value
  if (typeof read === 'bigint' && isUint64(read)) return read.toString()
  throw new TypeError(`${String(value)} is no unsigned 64-bit integer`)
}

function readObject(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>> // Any object that is no list is one.
  }
  throw new GraphQLError('JSONObject must be an object')
}
