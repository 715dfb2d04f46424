import { isUuid } from '@kivuko/open-payments'
import { type Page, type PageQuery, type Queries, type Row, readPage } from '@kivuko/postgres'
import type { TextFilter } from './payments.ts'

/** Collects the conditions of a list and their values. A filter that says nothing adds nothing. */
export interface Conditions {
  equals(column: string, value: string | undefined): void
  /** The column's text is in the one list and not in the other. */
  among(column: string, filter: TextFilter | undefined): void
  /** The same for a column of UUIDs: texts that are none match nothing. */
  amongIds(column: string, filter: TextFilter | undefined): void
  collected(): { readonly conditions: readonly string[]; readonly values: readonly unknown[] }
}

/** Makes an empty collection. */
export function createConditions(): Conditions {
  const conditions: string[] = []
  const values: unknown[] = []
  const add = (value: unknown, condition: (placeholder: string) => string): void => {
    if (value === undefined) return
    values.push(value)
    conditions.push(condition(`$${values.length}`))
  }
  return {
    equals: (column, value) => add(value, (placeholder) => `${column} = ${placeholder}`),
    among(column, filter) {
      add(filter?.in, (list) => `${column} = any(${list}::text[])`)
      add(filter?.notIn, (list) => `${column} <> all(${list}::text[])`)
    },
    amongIds(column, filter) {
      add(filter?.in?.filter(isUuid), (list) => `${column} = any(${list}::uuid[])`)
      add(filter?.notIn?.filter(isUuid), (list) => `${column} <> all(${list}::uuid[])`)
    },
    collected: () => ({ conditions, values }),
  }
}

/**
 * Reads a page of the table `p` and makes items of its rows. A cursor that is no UUID gives an
 * empty page.
 */
export async function readItems<R extends Row, T>(
  queries: Queries,
  list: {
    select: string
    from: string
    table: string
    filter: Conditions
    page: PageQuery
    read: (row: R) => T
  },
): Promise<Page<T>> {
  const { page, filter, read, ...source } = list
  const cursor = page.last === undefined ? page.after : page.before
  if (cursor !== undefined && !isUuid(cursor)) {
    return { items: [], hasNextPage: false, hasPreviousPage: false }
  }
  const found = await readPage<R>(queries, { ...source, ...filter.collected(), alias: 'p', page })
  return { ...found, items: found.items.map(read) }
}
