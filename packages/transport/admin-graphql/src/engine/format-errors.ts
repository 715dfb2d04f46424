import type { Log } from '@kivuko/log'
import type { Random } from '@kivuko/random'
import { GraphQLError, type GraphQLFormattedError } from 'graphql'

/** Errors of a request that could not be begun: what the client wrote is wrong. */
export function requestErrors(errors: readonly GraphQLError[]): readonly GraphQLFormattedError[] {
  return errors.map((error) => ({ ...error.toJSON(), extensions: { code: 'BAD_USER_INPUT' } }))
}

/**
 * Errors of fields. What a resolver refused is told; anything else is a fault of ours: the client
 * gets an id, under which the log has the cause.
 */
export function formatErrors(
  errors: readonly GraphQLError[],
  ports: { readonly log: Log; readonly random: Random },
): readonly GraphQLFormattedError[] {
  return errors.map((error) =>
    error.originalError instanceof GraphQLError ? error.toJSON() : hideError(error, ports),
  )
}

function hideError(
  error: GraphQLError,
  { log, random }: { readonly log: Log; readonly random: Random },
): GraphQLFormattedError {
  const errorId = random.uuid()
  const { path, originalError } = error
  log.error('A GraphQL field failed', { errorId, path, err: originalError ?? error })
  const { message: _hidden, ...where } = error.toJSON()
  const extensions = { code: 'INTERNAL_SERVER_ERROR', errorId }
  return { ...where, message: 'Internal server error', extensions }
}
