import type { Demand, Wanted } from '../engine/answer.ts'

/**
 * What clients have asked for, told among replicas and kept for as long as it is to be kept fresh:
 * whoever fetches may die and come back, and goes on with it.
 */
export interface WantedList extends AsyncDisposable {
  /**
   * Writes down that keys were asked for, and tells those who follow. Gives whether anybody does.
   * Rejects while the list cannot be reached.
   */
  note(keys: readonly NotedKey[]): Promise<boolean>
  /**
   * Hears what is noted from now on, and, whenever there is a connection, all that is on the list,
   * as asked for `agoMs` ago. From now on somebody follows.
   */
  follow(hear: (noted: NotedKey, agoMs: number) => void): void
}

/** A key that was asked for. */
export interface NotedKey {
  /** Of the pair itself, where its inverse was asked for. */
  readonly wanted: Wanted
  /** How often since it was noted last. */
  readonly asked: number
  /** What somebody waits for who cannot fetch; undefined when nobody does. */
  readonly waiting?: Demand | undefined
}
