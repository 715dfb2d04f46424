import type { Queued } from './key-state.ts'

/** Whether a key is asked for first: somebody waits for it, or it was due before. */
export function goesBefore(a: Queued, b: Queued): boolean {
  return a.waiting === b.waiting ? a.order < b.order : a.waiting
}
