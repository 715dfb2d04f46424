import { readFileSync } from 'node:fs'
import { parse } from 'yaml'

import { inlineReferences, isObject, type JsonObject } from './inline-references.ts'

/** The operations that this server has, by the names that the OpenAPI documents give them. */
export type OperationId =
  | 'get-wallet-address'
  | 'get-wallet-address-keys'
  | 'create-incoming-payment'
  | 'list-incoming-payments'
  | 'get-incoming-payment'
  | 'complete-incoming-payment'
  | 'create-quote'
  | 'get-quote'
  | 'create-outgoing-payment'
  | 'list-outgoing-payments'
  | 'get-outgoing-payment'
  | 'get-outgoing-payment-grant'

/** One parameter of a query. */
export interface QueryParameter {
  readonly name: string
  readonly required: boolean
  readonly schema: JsonObject
}

/** What a document says of one operation. Headers are not looked at: signatures have their step. */
export interface Operation {
  readonly query: readonly QueryParameter[]
  /** Undefined when it takes no body. */
  readonly body: JsonObject | undefined
  /** Schemas of its answers by status; answers without a body have none. */
  readonly responses: ReadonlyMap<string, JsonObject>
}

/** Finds operations in the documents; each document is read when it is first needed. */
export function createOperations(): (id: OperationId) => Operation {
  const documents = new Map<string, JsonObject>()
  return (id) => {
    const url = id.startsWith('get-wallet-address') ? walletAddressServer : resourceServer
    const document = documents.get(url) ?? readDocument(url)
    documents.set(url, document)
    return readOperation(document, id)
  }
}

const walletAddressServer = import.meta.resolve(
  '@interledger/open-payments/dist/openapi/specs/wallet-address-server.yaml',
)
const resourceServer = import.meta.resolve(
  '@interledger/open-payments/dist/openapi/specs/resource-server.yaml',
)

function readDocument(url: string): JsonObject {
  const document: unknown = parse(readFileSync(new URL(url), 'utf8'))
  if (!isObject(document)) throw new Error(`${url} is no OpenAPI document`)
  return document
}

function readOperation(document: JsonObject, id: OperationId): Operation {
  const paths = Object.values(objectIn(document, 'paths'))
  const operations = paths.flatMap((path) => (isObject(path) ? Object.values(path) : []))
  const found = operations.find((item) => isObject(item) && item['operationId'] === id)
  const operation = inlineReferences(document, found)
  if (!isObject(operation)) throw new Error(`the OpenAPI document has no operation ${id}`)
  return {
    query: queryParameters(operation),
    body: jsonSchemaOf(operation['requestBody']),
    responses: responseSchemas(operation),
  }
}

function queryParameters({ parameters }: JsonObject): readonly QueryParameter[] {
  if (!Array.isArray(parameters)) return []
  return parameters.filter(isObject).flatMap(({ in: place, name, required, schema }) => {
    if (place !== 'query' || typeof name !== 'string' || !isObject(schema)) return []
    return [{ name, required: required === true, schema }]
  })
}

function responseSchemas(operation: JsonObject): ReadonlyMap<string, JsonObject> {
  const responses = Object.entries(objectIn(operation, 'responses'))
  return new Map(
    responses.flatMap(([status, response]) => {
      const schema = jsonSchemaOf(response)
      return schema ? [[status, schema]] : []
    }),
  )
}

/** The schema of a body or an answer in JSON. */
function jsonSchemaOf(described: unknown): JsonObject | undefined {
  const content = isObject(described) ? described['content'] : undefined
  const json = isObject(content) ? content['application/json'] : undefined
  const schema = isObject(json) ? json['schema'] : undefined
  return isObject(schema) ? schema : undefined
}

function objectIn(parent: JsonObject, name: string): JsonObject {
  const member = parent[name]
  if (!isObject(member)) throw new Error(`the OpenAPI document has no ${name} where it must`)
  return member
}
