import type { IlpAddress } from '@kivuko/ilp'
import {
  type ConnectionDetails,
  deriveSharedSecret,
  openConnection,
  type ServerKeys,
} from './connection-token.ts'
import { type ConnectionKeys, deriveConnectionKeys, sha256 } from './stream-crypto.ts'

/**
 * Connections whose derived keys are remembered: at under 2 kB each, some 8 MB. The least recently
 * used one is forgotten first and derived again when it comes back.
 */
export const connectionsRememberedMax = 4096

/** A connection that was opened from its address. */
export interface Connection extends ConnectionDetails {
  readonly connectionId: string
  readonly keys: ConnectionKeys
}

/** Finds connections by the address of a packet. */
export interface ConnectionCache {
  /** 'elsewhere': not an address of this receiver. 'unknown': no connection that it sealed. */
  find(destination: IlpAddress): Connection | 'elsewhere' | 'unknown'
}

/** Makes a cache for the connections below `serverAddress`. */
export function createConnectionCache(options: {
  readonly keys: ServerKeys
  readonly serverAddress: IlpAddress
}): ConnectionCache {
  const prefix = `${options.serverAddress}.`
  const remembered = new Map<string, Connection>()
  return {
    find: (destination) => {
      if (!destination.startsWith(prefix)) return 'elsewhere'
      const segment = firstSegment(destination, prefix.length)
      const known = remembered.get(segment)
      const connection = known ?? deriveConnection(options.keys, segment)
      if (connection === undefined) return 'unknown'
      if (known !== undefined) remembered.delete(segment)
      else if (remembered.size >= connectionsRememberedMax) forgetOldest(remembered)
      remembered.set(segment, connection)
      return connection
    },
  }
}

function firstSegment(destination: string, start: number): string {
  const end = destination.indexOf('.', start)
  return destination.slice(start, end === -1 ? undefined : end)
}

function deriveConnection(keys: ServerKeys, segment: string): Connection | undefined {
  const envelope = Buffer.from(segment, 'base64url')
  const details = openConnection(keys, envelope)
  if (details === undefined) return undefined
  return {
    ...details,
    connectionId: Buffer.from(sha256(envelope)).toString('hex'),
    keys: deriveConnectionKeys(deriveSharedSecret(keys, envelope)),
  }
}

function forgetOldest(remembered: Map<string, Connection>): void {
  for (const segment of remembered.keys()) {
    remembered.delete(segment)
    return
  }
}
