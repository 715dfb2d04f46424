import type { Queries, Row } from './postgres.ts'

/**
 * Which part of a list is wanted: `first` after a row's id, or `last` before one; newest first
 * unless ascending.
 */
export interface PageQuery {
  readonly first?: number
  readonly after?: string
  readonly last?: number
  readonly before?: string
  readonly ascending?: boolean
}

/** A part of a list, in the list's order. */
export interface Page<T> {
  readonly items: readonly T[]
  readonly hasNextPage: boolean
  readonly hasPreviousPage: boolean
}

/** Rows of a page when none is asked for. */
export const pageSizeDefault = 20

/** Rows of a page at most: what clients of such lists are used to, and little to keep in memory. */
export const pageSizeMax = 100

/**
 * Reads a page of a list ordered by `(created_at, id)` of the table `alias`. `conditions` are
 * joined by `and` and refer to `values` by number. A cursor that isn't in the table gives an empty
 * page.
 */
export async function readPage<R extends Row>(
  queries: Queries,
  list: {
    select: string
    from: string
    table: string
    alias: string
    conditions: readonly string[]
    values: readonly unknown[]
    page: PageQuery
  },
): Promise<Page<R>> {
  const { page, alias } = list
  const backward = page.last !== undefined
  const size = Math.min(page.last ?? page.first ?? pageSizeDefault, pageSizeMax)
  const cursor = backward ? page.before : page.after
  const ascending = (page.ascending ?? false) !== backward
  const values = [...list.values, size + 1]
  const conditions = [...list.conditions]
  if (cursor !== undefined) {
    values.push(cursor)
    conditions.push(`(${alias}.created_at, ${alias}.id) ${ascending ? '>' : '<'}
      (select c.created_at, c.id from ${list.table} c where c.id = $${values.length})`)
  }
  const order = ascending ? 'asc' : 'desc'
  const rows = await queries.query<R>({
    text: `select ${list.select} from ${list.from}
      ${conditions.length > 0 ? `where ${conditions.join(' and ')}` : ''}
      order by ${alias}.created_at ${order}, ${alias}.id ${order}
      limit $${list.values.length + 1}`,
    values,
  })
  const items = rows.slice(0, size)
  const more = rows.length > size
  const fromCursor = cursor !== undefined
  return backward
    ? { items: items.reverse(), hasNextPage: fromCursor, hasPreviousPage: more }
    : { items, hasNextPage: more, hasPreviousPage: fromCursor }
}
