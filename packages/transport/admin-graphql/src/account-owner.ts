import type { AssetId, PeerId, TenantId, WalletAddressId } from '@kivuko/directory'
import type { AccountId } from '@kivuko/ledger'
import type { IncomingPaymentId, OutgoingPaymentId } from '@kivuko/payments'
import type { AdminPorts } from './admin-ports.ts'
import { type Caller, scopeOf } from './caller.ts'

type Ports = Pick<AdminPorts, 'directory' | 'payments'>

/**
 * Whether a caller may see and end what happens in an account: whoever it belongs to, and the
 * operator.
 */
export async function mayTouchAccount(
  ports: Ports,
  id: AccountId,
  caller: Caller,
): Promise<boolean> {
  const scope = scopeOf(caller)
  return scope === undefined || (await ownerOf(ports, id)) === scope
}

/** An account has the id of what it belongs to; that is looked for in memory before elsewhere. */
async function ownerOf(
  { directory, payments }: Ports,
  accountId: AccountId,
): Promise<TenantId | undefined> {
  const id: string = accountId // One of these, whichever it is the id of.
  const owner =
    directory.peer(id as PeerId) ??
    (await directory.asset(id as AssetId)) ??
    (await directory.walletAddress(id as WalletAddressId)) ??
    (await payments.outgoing.get(id as OutgoingPaymentId)) ??
    (await payments.incoming.get(id as IncomingPaymentId))
  return owner?.tenantId
}
