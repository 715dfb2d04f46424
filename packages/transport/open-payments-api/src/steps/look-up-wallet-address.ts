import type { TenantId, WalletAddress } from '@kivuko/directory'
import type { Refused } from '@kivuko/payments'

import { type Refusal, refuse } from '../refusal.ts'
import type { ResourceApi } from '../resource-api.ts'

type Ports = Pick<ResourceApi, 'directory' | 'absentWalletAddresses' | 'clock'>

/**
 * Finds the wallet address that a request is about: the tenant's, and active. One that does not
 * exist is asked for.
 */
export async function lookUpWalletAddress(
  ports: Ports,
  { url, tenantId }: { readonly url: string; readonly tenantId: TenantId },
): Promise<WalletAddress | Refused<Refusal>> {
  const found =
    (await ports.directory.walletAddressByUrl(url)) ??
    (await ports.absentWalletAddresses.askFor(url))
  if (found === undefined || found.tenantId !== tenantId) {
    return refuse('NoWalletAddress', 'there is no such wallet address')
  }
  return isActive(ports, found)
    ? found
    : refuse('NoWalletAddress', 'the wallet address is not active')
}

/** Whether a wallet address is in use. */
export function isActive(
  { clock }: Pick<ResourceApi, 'clock'>,
  { deactivatedAtMs }: WalletAddress,
): boolean {
  return deactivatedAtMs === undefined || deactivatedAtMs > clock.now()
}
