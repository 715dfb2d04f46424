import type { Directory } from '@kivuko/directory'
import type { Postgres, Row } from '@kivuko/postgres'
import { createConditions, readItems } from './conditions-postgres.ts'
import { type CredentialIssuer, toPayments } from './incoming/incoming-payments.ts'
import { toOutgoings } from './outgoing/outgoing-payments.ts'
import type { PaymentLedger } from './payment-ledger.ts'
import type { PaymentStore } from './payment-store.ts'
import type { Payments } from './payments.ts'

/** Both directions as one list; the columns are those that it is filtered and ordered by. */
const bothDirections = `(
  select id, created_at, tenant_id, wallet_address_id, 'INCOMING' as type
  from payments.incoming_payments
  union all
  select id, created_at, tenant_id, wallet_address_id, 'OUTGOING' from payments.outgoing_payments
)`

interface KeyRow extends Row {
  readonly id: string
  readonly type: 'INCOMING' | 'OUTGOING'
}

type Listed = Awaited<ReturnType<Payments['list']>>['items'][number]

/** Lists incoming and outgoing payments together: first the keys of a page, then the payments. */
export function createListPayments(ports: {
  postgres: Postgres
  store: Pick<PaymentStore, 'incoming' | 'outgoing'>
  ledger: Pick<PaymentLedger, 'balances'>
  directory: Pick<Directory, 'asset'>
  credentials: CredentialIssuer
}): Payments['list'] {
  const { postgres, store } = ports
  return async (query) => {
    const filter = createConditions()
    filter.equals('p.tenant_id', query.tenantId)
    filter.among('p.type', query.type)
    filter.amongIds('p.wallet_address_id', query.walletAddressId)
    const page = await readItems<KeyRow, KeyRow>(postgres, {
      select: 'p.id, p.type',
      from: `${bothDirections} p`,
      table: bothDirections,
      filter,
      page: query,
      read: (row) => row,
    })
    const idsOf = (wanted: KeyRow['type']): readonly string[] =>
      page.items.filter(({ type }) => type === wanted).map(({ id }) => id)
    const [incoming, outgoing] = await Promise.all([
      store.incoming.readMany(postgres, idsOf('INCOMING')),
      store.outgoing.readMany(postgres, idsOf('OUTGOING')),
    ])
    const payments = new Map<string, Listed>()
    for (const payment of await toPayments(ports, incoming)) {
      payments.set(payment.id, { type: 'INCOMING', payment })
    }
    for (const payment of await toOutgoings(ports, outgoing)) {
      payments.set(payment.id, { type: 'OUTGOING', payment })
    }
    const items = page.items.map(({ id }) => payments.get(id)).filter((item) => item !== undefined)
    return { ...page, items }
  }
}
