import type { Log, LogFields, LogLevel } from '@kivuko/log'

/** One call of a log. */
export interface CollectedLine {
  readonly level: LogLevel
  readonly message: string
  /** Those of the call and of every `with` above it, as they were given: not yet printed. */
  readonly fields: LogFields
}

/** A log that keeps what it is told. */
export interface CollectedLog {
  readonly log: Log
  /** The lines so far, oldest first; grows. */
  readonly lines: readonly CollectedLine[]
}

/** Makes a log for a test that asserts what is logged. */
export function collectLog(): CollectedLog {
  const lines: CollectedLine[] = []
  return { log: logWith({}, lines), lines }
}

function logWith(own: LogFields, lines: CollectedLine[]): Log {
  const write =
    (level: LogLevel) =>
    (message: string, fields: LogFields = {}): void => {
      lines.push({ level, message, fields: { ...own, ...fields } })
    }
  return {
    error: write('error'),
    warn: write('warn'),
    info: write('info'),
    debug: write('debug'),
    with: (fields) => logWith({ ...own, ...fields }, lines),
  }
}
