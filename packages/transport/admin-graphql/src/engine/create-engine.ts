import type { Log } from '@kivuko/log'
import type { Random } from '@kivuko/random'
import {
  execute,
  type ExecutionResult,
  type GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
} from 'graphql'
import { formatErrors, requestErrors } from './format-errors.ts'
import { createDocumentReader } from './read-document.ts'
import type { GraphqlRequest } from './read-request.ts'

/** What a client gets. */
export interface GraphqlAnswer {
  /** 400 when the request could not even be begun; 200 else, whatever its fields met with. */
  readonly status: 200 | 400
  readonly body: { readonly data?: unknown; readonly errors?: readonly GraphQLFormattedError[] }
}

/** Executes requests on a schema. `context` is handed to every resolver. */
export type GraphqlEngine<Context> = (
  request: GraphqlRequest,
  context: Context,
) => Promise<GraphqlAnswer>

/** Makes an engine with limits that reads each document once. */
export function createEngine<Context>(options: {
  readonly schema: GraphQLSchema
  readonly introspection: boolean
  readonly log: Log
  readonly random: Random
}): GraphqlEngine<Context> {
  const { schema } = options
  const readDocument = createDocumentReader(options)
  return async ({ query, variables, operationName }, contextValue) => {
    const document = readDocument(query)
    if (!('kind' in document)) return refused(document)
    const result = await execute({
      schema,
      document,
      contextValue,
      variableValues: variables ?? null,
      operationName: operationName ?? null,
      hideSuggestions: true,
    })
    return answer(result, options)
  }
}

function answer(
  { data, errors }: ExecutionResult,
  ports: { readonly log: Log; readonly random: Random },
): GraphqlAnswer {
  if (errors === undefined) return { status: 200, body: { data } }
  // Without data not a field was begun: variables that do not fit, an operation that is not there.
  if (data === undefined) return refused(errors)
  return { status: 200, body: { data, errors: formatErrors(errors, ports) } }
}

function refused(errors: readonly GraphQLError[]): GraphqlAnswer {
  return { status: 400, body: { errors: requestErrors(errors) } }
}
