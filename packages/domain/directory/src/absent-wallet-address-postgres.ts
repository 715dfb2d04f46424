import type { Postgres, Row } from '@kivuko/postgres'
import type { Random } from '@kivuko/random'
import type { WebhookOutbox } from '@kivuko/webhooks'
import type { TenantId } from './records.ts'

/** Tells ASEs of wallet addresses that are asked for and do not exist. */
export interface AbsenceNotice {
  /** `url` is in the one form of wallet addresses. */
  tell(url: string): Promise<void>
}

/**
 * Makes the notice. The event `wallet_address.not_found` goes to the tenant under whose prefix the
 * URL lies, by whole path segments, the longest prefix first; to the operator when there is none.
 */
export function createAbsenceNotice(options: {
  postgres: Postgres
  outbox: WebhookOutbox
  random: Random
  operatorId: TenantId
}): AbsenceNotice {
  const { postgres, outbox, random, operatorId } = options
  return {
    async tell(url) {
      const tenantId = (await tenantOver(postgres, url)) ?? operatorId
      const id = random.uuid()
      const data = { walletAddressUrl: url }
      const type = 'wallet_address.not_found'
      await postgres.transaction((tx) =>
        outbox.add(tx, [{ id, tenantId, type, resourceId: id, data }]),
      )
    },
  }
}

async function tenantOver(postgres: Postgres, url: string): Promise<TenantId | undefined> {
  const rows = await postgres.query<Row & { readonly id: TenantId }>({
    text: `select t.id
      from directory.tenant_settings s join directory.tenants t on t.id = s.tenant_id
      where s.key = 'WALLET_ADDRESS_URL' and t.deleted_at is null
        and starts_with($1,
          regexp_replace(rtrim(lower(s.value), '/'), '^http:', 'https:') || '/')
      order by length(s.value) desc limit 1`,
    values: [url],
  })
  return rows[0]?.id
}
