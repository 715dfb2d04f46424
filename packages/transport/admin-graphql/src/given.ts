type Lacking = null | undefined

type OptionalKeys<T> = { [K in keyof T]: Extract<T[K], Lacking> extends never ? never : K }[keyof T]

/** `T` with what may be null or undefined made optional, and neither any more. */
export type Given<T> = Omit<T, OptionalKeys<T>> & {
  [K in OptionalKeys<T>]?: Exclude<T[K], Lacking>
}

/** Leaves out what a client left out or gave as null: the domain knows only there and not there. */
export function given<T extends object>(values: T): Given<T> {
  const there = Object.entries(values).filter(([, value]) => value !== undefined && value !== null)
  return Object.fromEntries(there) as Given<T> // Exactly the entries that `Given` keeps.
}
