/** error = wake someone; warn = will become one; info = rare; debug = per request. */
export type LogLevel = 'error' | 'warn' | 'info' | 'debug'

/**
 * Fields of a log line. A `Secret` prints as `[secret]`; a bigint as its decimal text; an `Error`
 * under `err`.
 */
export type LogFields = Readonly<Record<string, unknown>>

/** Structured logging as a port. */
export interface Log {
  error(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  debug(message: string, fields?: LogFields): void
  /** A log whose every line carries `fields` too. */
  with(fields: LogFields): Log
}
