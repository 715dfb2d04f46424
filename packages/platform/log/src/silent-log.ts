import type { Log } from './log.ts'

/** A log that writes nothing. */
export const silentLog: Log = {
  error: nothing,
  warn: nothing,
  info: nothing,
  debug: nothing,
  with: () => silentLog,
}

function nothing(): void {}
