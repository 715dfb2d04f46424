import pg from 'pg'

/** SQLSTATE codes that callers or the retry loop act on (PostgreSQL documentation, appendix A). */
const SQLSTATE = {
  uniqueViolation: '23505',
  foreignKeyViolation: '23503',
  checkViolation: '23514',
  serializationFailure: '40001',
  deadlockDetected: '40P01',
  duplicateDatabase: '42P04',
  queryCanceled: '57014',
} as const

/**
 * Starts of the codes after which the server closes the connection: `08` and `57P` (shutting down).
 */
const CONNECTION_LOST = ['08', '57P']

/** How deep a cause may be hidden under the errors wrapped around it. */
const CAUSE_DEPTH_MAX = 8

/**
 * Whether a row with the same unique key is already there; with `constraint`, the key of that name.
 */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  return isViolation(error, SQLSTATE.uniqueViolation, constraint)
}

/**
 * Whether a referenced row is missing, or still referenced; with `constraint`, by that foreign key.
 */
export function isForeignKeyViolation(error: unknown, constraint?: string): boolean {
  return isViolation(error, SQLSTATE.foreignKeyViolation, constraint)
}

/** Whether a check constraint refused a row; with `constraint`, the one of that name. */
export function isCheckViolation(error: unknown, constraint?: string): boolean {
  return isViolation(error, SQLSTATE.checkViolation, constraint)
}

/** Whether the same transaction may well succeed when it is run again: nothing of it was kept. */
export function isTransient(error: unknown): boolean {
  const code = databaseError(error)?.code
  return code === SQLSTATE.serializationFailure || code === SQLSTATE.deadlockDetected
}

/**
 * Whether a statement was cancelled, because it ran longer than it may or because somebody asked.
 */
export function isStatementTimeout(error: unknown): boolean {
  return databaseError(error)?.code === SQLSTATE.queryCanceled
}

/** Whether a database of the name is already there, even if it was created in the same moment. */
export function isDuplicateDatabase(error: unknown): boolean {
  return (
    databaseError(error)?.code === SQLSTATE.duplicateDatabase ||
    isUniqueViolation(error, 'pg_database_datname_index')
  )
}

/** Whether the server refused the statement and the connection is as good as before. */
export function isStatementError(error: unknown): boolean {
  if (!(error instanceof pg.DatabaseError)) return false
  // The severity would say it, but servers translate that word.
  return !CONNECTION_LOST.some((start) => error.code?.startsWith(start))
}

/** What the server said, wherever it is in the chain of causes. */
function databaseError(error: unknown): pg.DatabaseError | undefined {
  let candidate = error
  for (let depth = 0; depth < CAUSE_DEPTH_MAX; depth += 1) {
    if (candidate instanceof pg.DatabaseError) return candidate
    if (!(candidate instanceof Error)) return undefined
    candidate = candidate.cause
  }
  return undefined
}

function isViolation(error: unknown, code: string, constraint: string | undefined): boolean {
  const found = databaseError(error)
  if (found?.code !== code) return false
  return constraint === undefined || found.constraint === constraint
}
