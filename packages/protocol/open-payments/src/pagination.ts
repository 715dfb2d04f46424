/** Items on a page when the client asks for no number. */
export const pageSizeDefault = 20
/** Items on a page at most, as the OpenAPI document has it. */
export const pageSizeMax = 100

/** Which page a client asks for, of a list whose newest items come first. */
export interface PageRequest {
  /** `forward`: the items after the cursor, or the first ones; `backward`: those before it. */
  readonly direction: 'forward' | 'backward'
  readonly size: number
  /** The id of a resource. */
  readonly cursor?: string
}

/** Why a query asks for no page. */
export interface PageRefusal {
  readonly refusal: 'invalidPage'
  readonly description: string
}

/** A page of resources as Open Payments writes it. */
export interface WirePage<T> {
  readonly pagination: {
    readonly startCursor?: string
    readonly endCursor?: string
    readonly hasNextPage: boolean
    readonly hasPreviousPage: boolean
  }
  readonly result: readonly T[]
}

/** Reads `first`, `last` and `cursor` of a query; `first` and `last` exclude each other. */
export function parsePage(query: {
  readonly first?: string | undefined
  readonly last?: string | undefined
  readonly cursor?: string | undefined
}): PageRequest | PageRefusal {
  const { first, last, cursor } = query
  if (first !== undefined && last !== undefined) return refuse('first and last exclude each other')
  if (last !== undefined && cursor === undefined) return refuse('last needs a cursor')
  if (cursor === '') return refuse('cursor must not be empty')
  const size = parseSize(first ?? last)
  if (size === undefined) return refuse(`page size must be from 1 to ${pageSizeMax}`)
  const direction = last === undefined ? 'forward' : 'backward'
  return { direction, size, ...(cursor === undefined ? {} : { cursor }) }
}

/**
 * Writes a page. `items` carry the ids that are its cursors, `write` makes what the client sees.
 */
export function serializePage<Item extends { readonly id: string }, Wire>(
  page: {
    readonly items: readonly Item[]
    readonly hasNextPage: boolean
    readonly hasPreviousPage: boolean
  },
  write: (item: Item) => Wire,
): WirePage<Wire> {
  const { items, hasNextPage, hasPreviousPage } = page
  const startCursor = items[0]?.id
  const endCursor = items.at(-1)?.id
  return {
    pagination: {
      ...(startCursor === undefined ? {} : { startCursor }),
      ...(endCursor === undefined ? {} : { endCursor }),
      hasNextPage,
      hasPreviousPage,
    },
    result: items.map(write),
  }
}

function parseSize(text: string | undefined): number | undefined {
  if (text === undefined) return pageSizeDefault
  const size = /^[0-9]{1,4}$/.test(text) ? Number(text) : 0
  return size >= 1 && size <= pageSizeMax ? size : undefined
}

function refuse(description: string): PageRefusal {
  return { refusal: 'invalidPage', description }
}
