import type { AssetId, Fee } from '@kivuko/directory'
import type { AdminPorts } from '../admin-ports.ts'
import { type Caller, scopeOf } from '../caller.ts'
import type { Resolvers } from '../generated/admin-resolvers.generated.ts'
import type { Fee as FeeNode, SetFeeInput } from '../generated/admin-types.generated.ts'
import { given } from '../given.ts'
import { feeNode } from '../nodes/fee-node.ts'
import { connection, readPageArguments } from '../paging.ts'
import { readId } from '../read-id.ts'
import { accepted } from '../refusal.ts'

type Ports = Pick<AdminPorts, 'fees' | 'directory'>

/** Answers what concerns the fees of assets. */
export function feeResolvers(ports: Ports) {
  return {
    Mutation: {
      setFee: (_parent, { input }, { caller }) => setFee(ports, input, caller),
    },
    Asset: {
      sendingFee: ({ id }) => feeInForce(ports, id, 'SENDING'),
      receivingFee: ({ id }) => feeInForce(ports, id, 'RECEIVING'),
      fees: async ({ id }, args) =>
        connection(await ports.fees.list(id, readPageArguments(args)), feeNode),
    },
  } satisfies Resolvers
}

async function setFee(
  { fees }: Ports,
  input: SetFeeInput,
  caller: Caller,
): Promise<{ fee: FeeNode }> {
  const { type, fee } = input
  const assetId = readId<AssetId>(input.assetId, 'asset')
  const set = given({ ...fee, assetId, type, tenantId: scopeOf(caller) })
  return { fee: feeNode(accepted(await fees.set(set))) }
}

async function feeInForce(
  { directory }: Ports,
  assetId: AssetId,
  type: Fee['type'],
): Promise<FeeNode | null> {
  const fee = await directory.fee(assetId, type)
  return fee === undefined ? null : feeNode(fee)
}
