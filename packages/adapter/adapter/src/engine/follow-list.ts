import type { Log } from '@kivuko/log'
import type { SharedCache } from '../cache/entry.ts'
import type { NotedKey, WantedList } from '../cache/wanted-list.ts'
import type { Answer, Demand, Wanted } from './answer.ts'
import type { Engine } from './engine.ts'

/** Who is served by an engine beside its own clients. */
export interface FollowOptions {
  readonly engine: Pick<Engine, 'get' | 'keep'>
  readonly list: Pick<WantedList, 'follow'>
  readonly shared: Pick<SharedCache, 'tell'>
  readonly log: Log
}

/**
 * Keeps fresh what other replicas have been asked for, and fetches for those who wait and cannot:
 * they are told the value, or why there is none, as clients of this engine would be.
 */
export function followList({ engine, list, log, shared }: FollowOptions): void {
  const fetching = new Set<string>()

  const fetch = async (wanted: Wanted, demand: Demand): Promise<void> => {
    // Who waits writes it down again and again.
    const call = `${wanted.key} ${demand.maxAgeMs ?? ''}`
    if (fetching.has(call)) return
    fetching.add(call)
    try {
      const answer = await engine.get(wanted, demand)
      await shared.tell(wanted.key, outcomeOf(answer))
    } catch (error) {
      log.debug('Readers could not be told', { key: wanted.key, err: error })
    } finally {
      fetching.delete(call)
    }
  }

  list.follow(({ asked, waiting, wanted }: NotedKey, agoMs) => {
    const isOurs = engine.keep(wanted, { agoMs, asked })
    if (isOurs && waiting !== undefined) void fetch(wanted, waiting)
  })
}

function outcomeOf(answer: Answer): Parameters<SharedCache['tell']>[1] {
  return 'failure' in answer ? answer : { entry: answer.entry }
}
