import { type IlpAddress, isIlpAddress, parseIlpAddress } from '@kivuko/ilp'
import type { Random } from '@kivuko/random'
import {
  type ConnectionInfo,
  createStreamReceiver,
  type StreamCredentials,
  type StreamReceiver,
} from '@kivuko/stream'
import type { Directory, TenantId } from '@kivuko/directory'
import type { Amount } from '@kivuko/money'

/** Addresses below which connections were found, that are remembered. */
const serversMax = 1_000

/**
 * A STREAM receiver for every address that the node answers at: the operator's and the tenants'.
 */
export interface StreamServers {
  /** Looks a tenant's address up; to be awaited before its credentials are made. */
  prepare(tenantId: TenantId): Promise<void>
  /** New credentials for a payment, whose id the address carries, sealed. */
  credentials(
    tenantId: TenantId,
    payment: { readonly tag: string; readonly asset: Omit<Amount, 'value'> },
  ): StreamCredentials
  /** Whose packet it is: known by the seal in the address, whatever comes before it. */
  find(
    destination: IlpAddress,
  ): { receiver: StreamReceiver; connection: ConnectionInfo } | undefined
  /** The receiver of the node's own address, which answers what is nobody's. */
  readonly own: StreamReceiver
}

/**
 * Makes the receivers. A tenant's address is its setting ILP_ADDRESS, otherwise the node's with the
 * tenant's id; the operator's is the node's.
 */
export function createStreamServers(options: {
  serverSecret: Uint8Array
  ownAddress: IlpAddress
  directory: Pick<Directory, 'operatorId' | 'tenant'>
  random: Random
}): StreamServers {
  const { serverSecret, ownAddress, directory, random } = options
  const create = (serverAddress: IlpAddress): StreamReceiver =>
    createStreamReceiver({
      serverSecret,
      serverAddress,
      randomBytes: (length) => random.bytes(length),
    })
  const own = create(ownAddress)
  const servers = new Map<string, StreamReceiver>([[ownAddress, own]])
  const addresses = new Map<TenantId, IlpAddress>([[directory.operatorId, ownAddress]])

  const remember = (address: IlpAddress, server: StreamReceiver): void => {
    if (servers.size >= serversMax) forgetOldest(servers)
    servers.set(address, server)
  }

  const serverOf = (address: IlpAddress): StreamReceiver => {
    const known = servers.get(address)
    if (known !== undefined) return known
    const made = create(address)
    remember(address, made)
    return made
  }

  return {
    own,
    async prepare(tenantId) {
      if (tenantId === directory.operatorId) return
      const setting = (await directory.tenant(tenantId))?.settings.ILP_ADDRESS
      const isUsable = setting !== undefined && isIlpAddress(setting)
      addresses.set(tenantId, isUsable ? setting : parseIlpAddress(`${ownAddress}.${tenantId}`))
    },
    credentials(tenantId, { tag, asset }) {
      const address = addresses.get(tenantId) ?? parseIlpAddress(`${ownAddress}.${tenantId}`)
      const { code, scale } = asset
      return serverOf(address).credentials({ paymentTag: tag, asset: { code, scale } })
    },
    find(destination) {
      const address = destination.slice(0, destination.lastIndexOf('.'))
      const known = servers.get(address)
      const receiver = known ?? (isIlpAddress(address) ? create(address) : own)
      const connection = receiver.connection(destination)
      if (connection === undefined) return undefined
      if (known === undefined && isIlpAddress(address)) remember(address, receiver)
      return { receiver, connection }
    },
  }
}

function forgetOldest(servers: Map<string, StreamReceiver>): void {
  for (const address of servers.keys()) {
    servers.delete(address)
    return
  }
}
