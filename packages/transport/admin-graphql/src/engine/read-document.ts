import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  validate,
} from 'graphql'
import { createDocumentCache } from './document-cache.ts'
import { documentCost } from './document-cost.ts'

/** Fields within fields of one request. */
const depthMax = 10

/** Cost of one request; see `documentCost`. */
const costMax = 5_000

/**
 * Words and signs of one document. The largest useful ones have some hundred; validation compares
 * each field with each.
 */
const tokensMax = 2_000

/** Errors told about one document: enough to mend it. */
const errorsMax = 10

/** Gives a document that can be executed, or what is wrong with it. */
export type DocumentReader = (source: string) => DocumentNode | readonly GraphQLError[]

/** Makes a reader that parses and validates each document once. */
export function createDocumentReader(options: {
  readonly schema: GraphQLSchema
  /** Whether clients may ask for the schema. */
  readonly introspection: boolean
}): DocumentReader {
  const { schema, introspection } = options
  const rules = introspection
    ? specifiedRules
    : [...specifiedRules, NoSchemaIntrospectionCustomRule]
  const cache = createDocumentCache()
  return (source) => {
    const known = cache.get(source)
    if (known) return known
    const document = parseDocument(source)
    if (document instanceof GraphQLError) return [document]
    const errors = [
      ...checkOperations(document, schema),
      ...checkCost(document),
      ...validate(schema, document, rules, { maxErrors: errorsMax, hideSuggestions: true }),
    ]
    if (errors.length > 0) return errors
    cache.set(source, document)
    return document
  }
}

function parseDocument(source: string): DocumentNode | GraphQLError {
  try {
    return parse(source, { maxLexicalTokens: tokensMax })
  } catch (error) {
    if (error instanceof GraphQLError) return error
    throw error
  }
}

/** Validation lets an operation pass that the schema has no fields for. */
function checkOperations(document: DocumentNode, schema: GraphQLSchema): readonly GraphQLError[] {
  return document.definitions.flatMap((node) =>
    node.kind === Kind.OPERATION_DEFINITION && !schema.getRootType(node.operation)
      ? [new GraphQLError(`The schema has no ${node.operation}`, { nodes: node })]
      : [],
  )
}

function checkCost(document: DocumentNode): readonly GraphQLError[] {
  const { depth, cost } = documentCost(document)
  if (depth > depthMax) return [new GraphQLError(`The query is nested deeper than ${depthMax}`)]
  return cost > costMax ? [new GraphQLError(`The query costs more than ${costMax}`)] : []
}
