import type { Directory } from '@kivuko/directory'
import { isUuid } from '@kivuko/open-payments'
import { toQuote } from '../outgoing/outgoing-payment-data.ts'
import type { Quotes } from '../payments.ts'
import type { Quote } from '../resources.ts'
import { createQuote, type QuotePorts } from './create-quote.ts'
import type { QuoteRecord } from './quote-store.ts'

/** Quotes over a database. A resource of another tenant is unknown. */
export function createQuotes(
  ports: QuotePorts & { readonly directory: Pick<Directory, 'asset'> },
): Quotes {
  const { postgres, store, directory } = ports
  const resource = async (record: QuoteRecord): Promise<Quote> => {
    const asset = await directory.asset(record.assetId)
    if (asset === undefined) throw new Error(`quote ${record.id} is of an asset that is gone`)
    return toQuote(record, asset)
  }
  return {
    async create(input) {
      const made = await createQuote(ports, input)
      return 'refusal' in made ? made : await resource(made)
    },
    async get(id, tenantId) {
      const record = isUuid(id) ? await store.quotes.read(postgres, id) : undefined
      if (record === undefined) return undefined
      return (tenantId ?? record.tenantId) === record.tenantId ? await resource(record) : undefined
    },
    async list(query) {
      const page = await store.quotes.list(postgres, query)
      return { ...page, items: await Promise.all(page.items.map(resource)) }
    },
  }
}
