import type { Log } from '@kivuko/log'
import type { CallEvent } from '../engine/engine-events.ts'

/** Calls in a row without a value before it is said: one may ask for what nobody has. */
const silentCallsMin = 3

/** Says when a provider brings nothing any more, once, and when it is back. */
export function watchCalls(log: Log): (call: CallEvent) => void {
  const silent = new Map<string, number>()
  return ({ endpoint, failure, source }) => {
    const way = `${endpoint}/${source}`
    const calls = silent.get(way) ?? 0
    if (failure !== undefined) {
      silent.set(way, calls + 1)
      const isNew = calls + 1 === silentCallsMin
      if (isNew) log.warn('A provider brings no values', { endpoint, source, reason: failure })
      else log.debug('A call brought no value', { endpoint, source, reason: failure })
    } else if (calls > 0) {
      silent.delete(way)
      if (calls >= silentCallsMin) {
        log.info('A provider brings values again', { endpoint, source, failedCalls: calls })
      }
    }
  }
}
