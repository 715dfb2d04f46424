import type { AccountId } from '@kivuko/ledger'
import { isUuid } from '@kivuko/open-payments'
import { pageSizeDefault, pageSizeMax } from '@kivuko/postgres'
import { mayTouchAccount } from '../account-owner.ts'
import type { AdminPorts } from '../admin-ports.ts'
import type { Caller } from '../caller.ts'
import type { Resolvers } from '../generated/admin-resolvers.generated.ts'
import type { AccountingTransferConnection } from '../generated/admin-types.generated.ts'
import { transferNode } from '../nodes/transfer-node.ts'
import { readId } from '../read-id.ts'
import { refusal } from '../refusal.ts'

type Ports = Pick<AdminPorts, 'ledger' | 'directory' | 'payments'>

/** Lists what moved in and out of accounts. An account of another tenant shows nothing. */
export function accountingTransferResolvers(ports: Ports) {
  return {
    Query: {
      accountingTransfers: (_parent, { id, limit }, { caller }) =>
        readTransfers(ports, { id, limit: limit ?? pageSizeDefault }, caller),
    },
  } satisfies Resolvers
}

async function readTransfers(
  ports: Ports,
  { id, limit }: { readonly id: string; readonly limit: number },
  caller: Caller,
): Promise<AccountingTransferConnection> {
  if (limit < 1 || limit > pageSizeMax) {
    throw refusal('BAD_USER_INPUT', `limit must be from 1 to ${pageSizeMax}`)
  }
  if (!isUuid(id)) return { debits: [], credits: [] }
  const accountId = readId<AccountId>(id, 'account')
  if (!(await mayTouchAccount(ports, accountId, caller))) return { debits: [], credits: [] }
  const { debits, credits } = await ports.ledger.transfers({ accountId, limit })
  return { debits: debits.map(transferNode), credits: credits.map(transferNode) }
}
