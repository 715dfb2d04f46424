import { compareWithIds } from './route.ts'
import type { Route } from './route.ts'
import type { PrefixEntry, PrefixMap } from './snapshot.ts'

/** Removes and adds a route of one prefix. */
export interface RouteEdit {
  readonly prefix: string
  readonly remove: Route | undefined
  readonly add: Route | undefined
}

/**
 * The routes of one view, or the shared ones: all that were told, and what is to be used of them.
 */
export interface Layer {
  /** Changes what was told. Nothing is chosen anew until `select`. */
  edit(edit: RouteEdit): void
  /** Chooses anew; tells what is best now if that is another route than before. */
  select(prefix: string): { readonly best: Route | undefined } | undefined
  /** What is to be used, as a map that never changes. Copied only when something changed since. */
  entries(): PrefixMap
}

/** Makes an empty layer. `isDown` is asked when choosing. */
export function createLayer(isDown: (peerId: string) => boolean): Layer {
  const told = new Map<string, readonly Route[]>()
  const chosen = new Map<string, PrefixEntry>()
  let published: PrefixMap | undefined
  return {
    edit: ({ prefix, remove, add }) => {
      const others = (told.get(prefix) ?? []).filter((route) => route !== remove)
      const routes = add === undefined ? others : [...others, add].sort(compareWithIds)
      if (routes.length > 0) told.set(prefix, routes)
      else told.delete(prefix)
    },
    select: (prefix) => {
      const before = chosen.get(prefix)?.routes[0]
      const all = told.get(prefix)
      published = undefined
      if (all === undefined) chosen.delete(prefix)
      else chosen.set(prefix, usable(all, isDown))
      const best = chosen.get(prefix)?.routes[0]
      return best === before ? undefined : { best }
    },
    entries: () => {
      published ??= new Map(chosen)
      return published
    },
  }
}

function usable(all: readonly Route[], isDown: (peerId: string) => boolean): PrefixEntry {
  const routes = all.filter((route) => !isDown(route.peerId))
  return { routes, hasDown: routes.length < all.length }
}
