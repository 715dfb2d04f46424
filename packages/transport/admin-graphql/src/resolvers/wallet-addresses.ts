import type { AssetId, WalletAddress, WalletAddressId } from '@kivuko/directory'
import { normalizeWalletAddressUrl } from '@kivuko/open-payments'
import { accountLiquidity } from '../account-liquidity.ts'
import type { AdminPorts } from '../admin-ports.ts'
import { type Caller, listedTenant, scopeOf, tenantFor } from '../caller.ts'
import type { Resolvers } from '../generated/admin-resolvers.generated.ts'
import type {
  CreateWalletAddressInput,
  UpdateWalletAddressInput,
} from '../generated/admin-types.generated.ts'
import { given } from '../given.ts'
import { type WalletAddressNode, walletAddressNode } from '../nodes/wallet-address-node.ts'
import { connection, readPageArguments } from '../paging.ts'
import { readId } from '../read-id.ts'
import { accepted, found } from '../refusal.ts'
import { tenantOf } from './tenants.ts'

type Ports = Pick<AdminPorts, 'walletAddresses' | 'directory' | 'payments' | 'settings'>

/** Answers what concerns wallet addresses. */
export function walletAddressResolvers(ports: Ports) {
  const { walletAddresses } = ports
  return {
    Query: {
      async walletAddress(_parent, { id }, { caller }) {
        const wallet = await walletAddresses.get(readId(id, 'wallet address'), scopeOf(caller))
        return walletAddressNode(found(wallet, 'wallet address'))
      },
      walletAddressByUrl: (_parent, { url }, { caller }) => byUrl(ports, url, caller),
      async walletAddresses(_parent, args, { caller }) {
        const tenantId = listedTenant(caller, args.tenantId)
        const page = await walletAddresses.list(tenantId, readPageArguments(args))
        return connection(page, walletAddressNode)
      },
    },
    Mutation: {
      createWalletAddress: (_parent, { input }, { caller }) => create(ports, input, caller),
      updateWalletAddress: (_parent, { input }, { caller }) => update(ports, input, caller),
    },
    WalletAddress: { liquidity: accountLiquidity, tenant: tenantOf(ports) },
  } satisfies Resolvers
}

async function byUrl(
  { walletAddresses }: Ports,
  text: string,
  caller: Caller,
): Promise<WalletAddressNode | null> {
  const url = normalizeWalletAddressUrl(text)
  if (url === undefined) return null
  const wallet = await walletAddresses.byUrl(url, scopeOf(caller))
  return wallet === undefined ? null : walletAddressNode(wallet)
}

async function create(
  { walletAddresses }: Ports,
  input: CreateWalletAddressInput,
  caller: Caller,
): Promise<{ walletAddress: WalletAddressNode }> {
  const { address, publicName, additionalProperties } = input
  const wallet = given({
    tenantId: tenantFor(caller, input.tenantId),
    assetId: readId<AssetId>(input.assetId, 'asset'),
    address,
    publicName,
    additionalProperties,
  })
  const created = await walletAddresses.create(wallet)
  return { walletAddress: walletAddressNode(accepted(created, { UnknownAsset: 'BAD_USER_INPUT' })) }
}

async function update(
  ports: Ports,
  input: UpdateWalletAddressInput,
  caller: Caller,
): Promise<{ walletAddress: WalletAddressNode }> {
  const { publicName, status, additionalProperties } = input
  const which = {
    id: readId<WalletAddressId>(input.id, 'wallet address'),
    tenantId: scopeOf(caller),
  }
  const change = given({ ...which, publicName, status, additionalProperties })
  const updated = accepted(await ports.walletAddresses.update(change))
  await closeSoon(ports, updated)
  return { walletAddress: walletAddressNode(updated) }
}

/** What is open at an address that was deactivated may be paid for a time of grace, no longer. */
async function closeSoon({ payments, settings }: Ports, wallet: WalletAddress): Promise<void> {
  if (wallet.deactivatedAtMs === undefined) return
  const expiresAtMs = wallet.deactivatedAtMs + settings.deactivationGraceMs
  await payments.incoming.cutExpiry({ walletAddressId: wallet.id, expiresAtMs })
}
