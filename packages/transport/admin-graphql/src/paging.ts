import { isUuid } from '@kivuko/open-payments'
import { type Page, type PageQuery, pageSizeDefault, pageSizeMax } from '@kivuko/postgres'
import type { PageInfo, SortOrder } from './generated/admin-types.generated.ts'
import { refusal } from './refusal.ts'

/** The arguments of every list. */
export interface PageArguments {
  readonly after?: string | null
  readonly before?: string | null
  readonly first?: number | null
  readonly last?: number | null
  readonly sortOrder?: SortOrder | null
}

/** Reads which page a client wants: `first` goes with `after`, `last` with `before`. */
export function readPageArguments(args: PageArguments): PageQuery {
  const { after, before, first, last } = args
  const ascending = args.sortOrder === 'ASC'
  if (isGiven(before) || isGiven(last)) {
    if (isGiven(after) || isGiven(first)) {
      throw refusal('BAD_USER_INPUT', 'first and after exclude last and before')
    }
    if (!isGiven(before)) throw refusal('BAD_USER_INPUT', 'last needs before')
    return { last: readSize(last, 'last'), before: readCursor(before, 'before'), ascending }
  }
  const size = { first: readSize(first, 'first'), ascending }
  return isGiven(after) ? { ...size, after: readCursor(after, 'after') } : size
}

/** Writes a page; the cursor of an item is its id. */
export function connection<Item extends { readonly id: string }, Node>(
  page: Page<Item>,
  node: (item: Item) => Node,
): { pageInfo: PageInfo; edges: readonly { cursor: string; node: Node }[] } {
  const { items, hasNextPage, hasPreviousPage } = page
  return {
    pageInfo: {
      startCursor: items[0]?.id ?? null,
      endCursor: items.at(-1)?.id ?? null,
      hasNextPage,
      hasPreviousPage,
    },
    edges: items.map((item) => ({ cursor: item.id, node: node(item) })),
  }
}

function isGiven<T>(value: T | null | undefined): value is T {
  return value !== null && value !== undefined
}

function readSize(size: number | null | undefined, name: string): number {
  if (!isGiven(size)) return pageSizeDefault
  if (size >= 1 && size <= pageSizeMax) return size
  throw refusal('BAD_USER_INPUT', `${name} must be from 1 to ${pageSizeMax}`)
}

function readCursor(cursor: string, name: string): string {
  if (isUuid(cursor)) return cursor
  throw refusal('BAD_USER_INPUT', `${name} must be a cursor of this list`)
}
