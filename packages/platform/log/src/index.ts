export type { Log, LogFields, LogLevel } from './log.ts'
export { createLog, type LogOptions } from './create-log.ts'
export { silentLog } from './silent-log.ts'
export { Secret } from './secret.ts'
