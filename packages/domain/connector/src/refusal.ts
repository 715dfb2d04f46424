import { rejectBytes } from '@kivuko/ilp'
import type { IlpAddress, RejectCode } from '@kivuko/ilp'

/** Why this node rejects a packet. `message` is for people; senders go by the code and the data. */
export interface Refusal {
  readonly code: RejectCode
  readonly message: string
  readonly data?: Uint8Array
}

/** The refusals that are always the same. */
export const refusals = {
  invalidPacket: { code: 'F01', message: 'invalid packet' },
  wrongPeerCondition: { code: 'F01', message: 'wrong condition for a peer protocol' },
  expired: { code: 'R02', message: 'packet has expired' },
  unknownPeer: { code: 'F00', message: 'unknown peer' },
  peerProtocolNotSpoken: { code: 'F00', message: 'peer protocol not spoken with this peer' },
  peerProtocolUnknown: { code: 'F02', message: 'unknown peer protocol' },
  noRoute: { code: 'F02', message: 'unknown destination' },
  allPeersDown: { code: 'T01', message: 'all peers towards the destination are down' },
  tooSmall: { code: 'R01', message: 'amount converts to less than one unit' },
  noPrice: { code: 'F07', message: 'InvalidDestinationPrice' },
  ratesUnavailable: { code: 'T00', message: 'exchange rates unavailable' },
  insufficientBalance: { code: 'T04', message: 'InsufficientBalance' },
  insufficientLiquidity: { code: 'T04', message: 'InsufficientLiquidity' },
  rateLimited: { code: 'T05', message: 'too many requests' },
  busy: { code: 'T03', message: 'too many packets in flight' },
  ledgerUnavailable: { code: 'T03', message: 'ledger unavailable' },
  stopping: { code: 'T03', message: 'shutting down' },
  timedOut: { code: 'R00', message: 'packet expired before a reply came' },
  wrongFulfillment: { code: 'F05', message: 'fulfillment does not match the condition' },
  peerUnreachable: { code: 'T01', message: 'peer unreachable' },
  peerBusy: { code: 'T02', message: 'peer busy' },
  peerRefused: { code: 'F00', message: 'peer refused the request' },
  peerFailed: { code: 'T00', message: 'peer failed' },
  internal: { code: 'T00', message: 'internal error' },
} as const satisfies Record<string, Refusal>

/**
 * Makes Rejects that this node triggers. Those of `refusals` are made once and shared: nobody may
 * write to them.
 */
export function createRejects(ownAddress: IlpAddress): (refusal: Refusal) => Uint8Array {
  const made = new Map<Refusal, Uint8Array>()
  const make = ({ code, message, data }: Refusal): Uint8Array =>
    rejectBytes({ code, triggeredBy: ownAddress, message, ...(data ? { data } : {}) })
  for (const refusal of Object.values(refusals)) made.set(refusal, make(refusal))
  return (refusal) => made.get(refusal) ?? make(refusal)
}
