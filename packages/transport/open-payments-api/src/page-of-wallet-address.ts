import { type PageRequest, parsePage, serializePage } from '@kivuko/open-payments'
import type { Page, PageQuery, Refused } from '@kivuko/payments'

import type { Asked } from './endpoint.ts'
import { type Refusal, refuse } from './refusal.ts'
import type { Answer } from './reply.ts'
import { walletAddressSubject } from './wallet-address-subject.ts'

/** A request for a page of what belongs to a wallet address. */
export interface PageSubject {
  readonly walletAddressUrl: string
  readonly page: PageQuery | Refused<Refusal>
}

interface Query {
  readonly 'wallet-address': string
  readonly first?: string
  readonly last?: string
  readonly cursor?: string
}

/** Reads whose resources are to be listed, and which of them. */
export function findPage({ request }: Asked): PageSubject | undefined {
  const query = request.query as unknown as Query // As the OpenAPI document has it.
  const page = parsePage(query)
  return walletAddressSubject(query['wallet-address'], {
    page: 'refusal' in page ? refuse('InvalidRequest', page.description) : toPageQuery(page),
  })
}

/** Answers with a page. */
export async function answerPage<Item extends { readonly id: string }>(
  { page }: PageSubject,
  list: (page: PageQuery) => Promise<Page<Item>>,
  write: (item: Item) => unknown,
): Promise<Answer> {
  if ('refusal' in page) return page
  return { status: 200, body: serializePage(await list(page), write) }
}

function toPageQuery({ direction, size, cursor }: PageRequest): PageQuery {
  return direction === 'forward'
    ? { first: size, ...(cursor !== undefined && { after: cursor }) }
    : { last: size, ...(cursor !== undefined && { before: cursor }) }
}
