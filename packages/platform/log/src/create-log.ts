import { pino, stdTimeFunctions } from 'pino'
import type { Logger } from 'pino'
import type { Log, LogFields, LogLevel } from './log.ts'
import { printable } from './printable.ts'

/** What a log needs to know. */
export interface LogOptions {
  /** Lines below this level cost a comparison and are not written. */
  readonly level: LogLevel
  /** Printed as `name` on every line: which part of the node speaks. */
  readonly name?: string
  /** Takes whole lines of JSON, each with its line feed; standard output if left out. */
  readonly destination?: { write(line: string): void }
}

/**
 * A log that writes one line of JSON per call: `level` (its name), `time` (ISO 8601), `name`, the
 * fields, `msg`. Lines are written at once, so those before a crash are not lost.
 */
export function createLog(options: LogOptions): Log {
  const settings = {
    level: options.level,
    base: options.name === undefined ? {} : { name: options.name },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    // Errors are printable by then; pino's own serializer would take them apart once more.
    serializers: { err: (error: unknown) => error },
  }
  return wrap(
    options.destination === undefined ? pino(settings) : pino(settings, options.destination),
  )
}

function wrap(logger: Logger): Log {
  const write = (level: LogLevel, message: string, fields?: LogFields): void => {
    if (!logger.isLevelEnabled(level)) return
    if (fields === undefined) logger[level](message)
    else logger[level](printable(fields), message)
  }
  return {
    error: (message, fields) => write('error', message, fields),
    warn: (message, fields) => write('warn', message, fields),
    info: (message, fields) => write('info', message, fields),
    debug: (message, fields) => write('debug', message, fields),
    with: (fields) => wrap(logger.child(printable(fields))),
  }
}
