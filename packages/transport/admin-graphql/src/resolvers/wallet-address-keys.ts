import type { WalletAddressId } from '@kivuko/directory'
import type { AdminPorts } from '../admin-ports.ts'
import { type Caller, scopeOf } from '../caller.ts'
import type { Resolvers } from '../generated/admin-resolvers.generated.ts'
import type {
  CreateWalletAddressKeyInput,
  WalletAddressKey,
} from '../generated/admin-types.generated.ts'
import { given } from '../given.ts'
import { keyNode } from '../nodes/key-node.ts'
import { connection, readPageArguments } from '../paging.ts'
import { readId } from '../read-id.ts'
import { accepted } from '../refusal.ts'

type Ports = Pick<AdminPorts, 'keys'>

/** Answers what concerns the keys of wallet addresses. */
export function walletAddressKeyResolvers(ports: Ports) {
  return {
    Mutation: {
      createWalletAddressKey: (_parent, { input }, { caller }) => createKey(ports, input, caller),
      revokeWalletAddressKey: (_parent, { input }, { caller }) =>
        revokeKey(ports, input.id, caller),
    },
    WalletAddress: {
      walletAddressKeys: async ({ id }, args) =>
        connection(await ports.keys.list(id, readPageArguments(args)), keyNode),
    },
  } satisfies Resolvers
}

type KeyAnswer = Promise<{ walletAddressKey: WalletAddressKey }>

async function createKey(
  { keys }: Ports,
  input: CreateWalletAddressKeyInput,
  caller: Caller,
): KeyAnswer {
  const walletAddressId = readId<WalletAddressId>(input.walletAddressId, 'wallet address')
  const key = given({ walletAddressId, tenantId: scopeOf(caller), jwk: input.jwk })
  return { walletAddressKey: keyNode(accepted(await keys.create(key))) }
}

async function revokeKey({ keys }: Ports, id: string, caller: Caller): KeyAnswer {
  const revoked = await keys.revoke(readId(id, 'key'), scopeOf(caller))
  return { walletAddressKey: keyNode(accepted(revoked)) }
}
