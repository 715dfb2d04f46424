import {
  addAmounts,
  type BooksState,
  forgetWaiting,
  giveUpAtMs,
  type GroupItem,
  ledgerUnavailable,
  type Post,
  type QueueItem,
  type SumItem,
} from './books-state.ts'
import type { Flush } from './compose-flush.ts'
import type { Call } from './settle-flush.ts'

/** Refuses the holds that wait for the store, also those in the flush that may have been done. */
export function refuseHolds(state: BooksState, inFlight: Flush | undefined): readonly Call[] {
  const { waiting } = state
  forgetWaiting(state, new Set(waiting))
  const isHold = (item: QueueItem) => item.kind === 'group' && item.purpose === 'hold'
  const groups = [...takeGroups(state, isHold), ...(inFlight?.groups.filter(isHold) ?? [])]
  return [
    ...waiting.map(
      ({ held }) =>
        () =>
          held(ledgerUnavailable),
    ),
    ...groups.map(({ unavailable }) => unavailable),
  ]
}

/**
 * Gives up the posts in the queue that come too late for their packets. Nothing of them has moved,
 * and nothing will.
 */
export function giveUpPosts(state: BooksState, nowMs: number): readonly Call[] {
  const posts = state.items
    .filter((item) => item.kind === 'sums')
    .flatMap((item) => takePosts(item, ({ hold }) => giveUpAtMs(hold) <= nowMs))
  removeItems(state, (item) => item.kind === 'sums' && item.posts.length === 0)
  const groups = takeGroups(state, (item) => (item.giveUpAtMs ?? Number.POSITIVE_INFINITY) <= nowMs)
  return [
    ...posts.map(
      ({ posted }) =>
        () =>
          posted(ledgerUnavailable),
    ),
    ...groups.map(({ unavailable }) => unavailable),
  ]
}

/** Everybody who still waits for an answer when the books close without one from the store. */
export function leaveUnanswered(state: BooksState, inFlight: Flush | undefined): readonly Call[] {
  const holds = refuseHolds(state, inFlight)
  const queued = giveUpPosts(state, Number.POSITIVE_INFINITY)
  const groups = [...takeGroups(state, () => true), ...(inFlight?.groups ?? [])]
  const posts = inFlight?.sums.flatMap((item) => item.posts) ?? []
  return [
    ...holds,
    ...queued,
    ...posts.map(
      ({ posted }) =>
        () =>
          posted(ledgerUnavailable),
    ),
    ...groups.filter(({ purpose }) => purpose !== 'hold').map(({ unavailable }) => unavailable),
  ]
}

function takeGroups(state: BooksState, isTaken: (item: GroupItem) => boolean): GroupItem[] {
  const groups = state.items.filter((item) => item.kind === 'group').filter(isTaken)
  const taken = new Set<QueueItem>(groups)
  removeItems(state, (item) => taken.has(item))
  for (const { window, amount } of groups.flatMap(({ returns }) => returns)) {
    window.posting -= amount
  }
  return groups
}

function takePosts(item: SumItem, isTaken: (post: Post) => boolean): Post[] {
  const taken = item.posts.filter(isTaken)
  const left = item.posts.filter((post) => !isTaken(post))
  item.posts.splice(0, item.posts.length, ...left)
  for (const { hold } of taken) {
    addAmounts(item, hold.legs, -1n)
    hold.windows.forEach((window, leg) => {
      window.posting -= hold.legs[leg]?.amount ?? 0n
    })
  }
  return taken
}

function removeItems(state: BooksState, isRemoved: (item: QueueItem) => boolean): void {
  const kept = state.items.filter((item) => !isRemoved(item))
  state.items.splice(0, state.items.length, ...kept)
  for (const [key, item] of state.sums) if (isRemoved(item)) state.sums.delete(key)
}
