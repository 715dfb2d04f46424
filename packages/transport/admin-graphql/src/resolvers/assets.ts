import type { AssetId } from '@kivuko/directory'
import { accountLiquidity } from '../account-liquidity.ts'
import type { AdminPorts } from '../admin-ports.ts'
import { type Caller, listedTenant, scopeOf, tenantFor } from '../caller.ts'
import type { Resolvers } from '../generated/admin-resolvers.generated.ts'
import type {
  CreateAssetInput,
  DeleteAssetInput,
  UpdateAssetInput,
} from '../generated/admin-types.generated.ts'
import { given } from '../given.ts'
import { type AssetNode, assetNode } from '../nodes/asset-node.ts'
import { connection, readPageArguments } from '../paging.ts'
import { readId } from '../read-id.ts'
import { accepted, found } from '../refusal.ts'
import { tenantOf } from './tenants.ts'

type Ports = Pick<AdminPorts, 'assets' | 'directory'>

/** Answers what concerns assets. */
export function assetResolvers(ports: Ports) {
  const { assets } = ports
  return {
    Query: {
      async asset(_parent, { id }, { caller }) {
        const asset = await assets.get(readId(id, 'asset'), scopeOf(caller))
        return assetNode(found(asset, 'asset'))
      },
      async assetByCodeAndScale(_parent, { code, scale }, { caller }) {
        const { tenantId } = caller
        const asset = await assets.byCodeAndScale({ tenantId, code, scale })
        return asset === undefined ? null : assetNode(asset)
      },
      async assets(_parent, args, { caller }) {
        const tenantId = listedTenant(caller, args.tenantId)
        return connection(await assets.list(tenantId, readPageArguments(args)), assetNode)
      },
    },
    Mutation: {
      createAsset: (_parent, { input }, { caller }) => createAsset(ports, input, caller),
      updateAsset: (_parent, { input }, { caller }) => updateAsset(ports, input, caller),
      deleteAsset: (_parent, { input }, { caller }) => deleteAsset(ports, input, caller),
    },
    Asset: { liquidity: accountLiquidity, tenant: tenantOf(ports) },
  } satisfies Resolvers
}

type AssetAnswer = Promise<{ asset: AssetNode }>

async function createAsset(
  { assets }: Ports,
  input: CreateAssetInput,
  caller: Caller,
): AssetAnswer {
  const { code, scale, withdrawalThreshold, liquidityThreshold } = input
  const tenantId = tenantFor(caller, input.tenantId)
  const asset = given({ tenantId, code, scale, withdrawalThreshold, liquidityThreshold })
  return { asset: assetNode(accepted(await assets.create(asset))) }
}

async function updateAsset(
  { assets }: Ports,
  input: UpdateAssetInput,
  caller: Caller,
): AssetAnswer {
  const { withdrawalThreshold, liquidityThreshold } = input
  const which = { id: readId<AssetId>(input.id, 'asset'), tenantId: scopeOf(caller) }
  const change = given({ ...which, withdrawalThreshold, liquidityThreshold })
  return { asset: assetNode(accepted(await assets.update(change))) }
}

async function deleteAsset(
  { assets }: Ports,
  input: DeleteAssetInput,
  caller: Caller,
): AssetAnswer {
  const deleted = await assets.delete(readId(input.id, 'asset'), scopeOf(caller))
  return { asset: assetNode(accepted(deleted)) }
}
