/** A priority queue: the first item is found at once, adding and removing it take log n steps. */
export interface Heap<T> {
  /** All items; the first is the first in order, the others are in no useful one. */
  readonly items: readonly T[]
  push(item: T): void
  pop(): T | undefined
}

/** An empty heap whose first item is the one that is `before` all others. */
export function createHeap<T>(before: (a: T, b: T) => boolean): Heap<T> {
  const items: T[] = []
  return {
    items,
    push(item) {
      items.push(item)
      raise({ items, before, from: items.length - 1 })
    },
    pop() {
      const first = items[0]
      const last = items.pop()
      if (last !== undefined && items.length > 0) {
        items[0] = last
        sink(items, before)
      }
      return first
    },
  }
}

interface Raised<T> {
  readonly items: T[]
  readonly before: (a: T, b: T) => boolean
  readonly from: number
}

function raise<T>({ items, before, from }: Raised<T>): void {
  let at = from
  while (at > 0) {
    const above = (at - 1) >>> 1
    if (!before(items[at]!, items[above]!)) return
    swap(items, { at, with: above })
    at = above
  }
}

function sink<T>(items: T[], before: (a: T, b: T) => boolean): void {
  let at = 0
  for (;;) {
    const left = 2 * at + 1
    if (left >= items.length) return
    const right = left + 1
    const next = right < items.length && before(items[right]!, items[left]!) ? right : left
    if (!before(items[next]!, items[at]!)) return
    swap(items, { at, with: next })
    at = next
  }
}

function swap<T>(items: T[], { at, with: other }: { at: number; with: number }): void {
  const item = items[at]!
  items[at] = items[other]!
  items[other] = item
}
