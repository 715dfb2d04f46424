import type { Clock } from '@kivuko/clock'
import type { LocalReceiver, OpenedPacket } from '@kivuko/connector'
import { type IlpAddress, type PrepareView, rejectBytes } from '@kivuko/ilp'
import type { Log } from '@kivuko/log'
import type { IncomingMoney, Received, StreamReceiver } from '@kivuko/stream'
import type { PartialDecisions } from './partial-decisions.ts'
import type { PaymentDestination, PaymentDestinations } from './payment-destinations.ts'
import type { StreamServers } from './stream-servers.ts'
import type { StreamTotals } from './stream-totals.ts'

/** What receiving needs. */
export interface StreamInPorts {
  readonly ownAddress: IlpAddress
  readonly servers: StreamServers
  readonly destinations: PaymentDestinations
  readonly totals: StreamTotals
  readonly decisions?: PartialDecisions
  readonly clock: Clock
  readonly log: Log
}

/**
 * The node's own end of STREAM connections (RFC 29): the address tells the payment, whose account
 * is credited when the packet is fulfilled. A payment that is over takes no money (F02), but its
 * senders may say goodbye. Faults of the node's own are temporary (T00).
 */
export function createStreamIn(ports: StreamInPorts): LocalReceiver {
  const { ownAddress, servers, destinations, clock, log } = ports
  const unknown = reject(ownAddress, 'F02', 'unknown destination account')
  const closed = reject(ownAddress, 'F02', 'destination account is in an incorrect state')
  const unavailable = reject(ownAddress, 'T00', 'the payment could not be read')

  const opened = (
    receiver: StreamReceiver,
    found: { destination: PaymentDestination | undefined; amount: bigint },
  ): OpenedPacket | Uint8Array => {
    const { destination, amount } = found
    if (destination === undefined) return unknown
    if (amount > 0n && clock.now() >= destination.openUntilMs) return closed
    return openPacket(ports, { receiver, destination })
  }

  return {
    open(prepare) {
      const { destination: address, amount } = prepare
      const server = servers.find(address)
      const tag = server?.connection.paymentTag
      if (server === undefined || tag === undefined) return unknown
      const { receiver } = server
      const found = destinations.find(tag)
      if (!(found instanceof Promise)) return opened(receiver, { destination: found, amount })
      return found.then(
        (destination) => opened(receiver, { destination, amount }),
        (error: unknown) => {
          log.error('the destination of a packet could not be read', { err: error })
          return unavailable
        },
      )
    },
  }
}

/** Reads the packet once, with its amount: before its money is held, where it has any. */
function openPacket(
  ports: StreamInPorts,
  { receiver, destination }: { receiver: StreamReceiver; destination: PaymentDestination },
): OpenedPacket {
  const { accountId, asset, tenantId } = destination
  let read: Received | undefined
  return {
    accountId,
    asset,
    tenantId,
    refuse(prepare) {
      read = receiver.receive(prepare)
      return read.kind === 'reply' ? read.bytes : undefined
    },
    receive(prepare, done) {
      const received = read ?? receiver.receive(prepare)
      receivePacket(ports, { received, destination, prepare, done })
    },
  }
}

interface ReceivedPacket {
  readonly received: Received
  readonly destination: PaymentDestination
  readonly prepare: PrepareView
  readonly done: (reply: Uint8Array) => void
}

function receivePacket(ports: StreamInPorts, packet: ReceivedPacket): void {
  const { received, done } = packet
  if (received.kind === 'reply') {
    done(received.bytes)
    return
  }
  const isDecidedOn = ports.decisions !== undefined && received.data !== undefined
  if (!isDecidedOn && received.receiptSetup === undefined) {
    done(received.fulfill())
    return
  }
  void acceptLater(ports, packet, received)
}

async function acceptLater(
  ports: StreamInPorts,
  packet: ReceivedPacket,
  money: IncomingMoney,
): Promise<void> {
  const { done } = packet
  try {
    done(await accept(ports, packet, money))
  } catch (error) {
    ports.log.error('a packet could not be accepted', { err: error })
    done(money.decline({ kind: 'temporary' }))
  }
}

/** Asks the ASE where it wants to be asked, counts where a receipt is wanted. */
async function accept(
  { decisions, totals }: StreamInPorts,
  { destination, prepare }: ReceivedPacket,
  money: IncomingMoney,
): Promise<Uint8Array> {
  const { connectionId, amount, data, receiptSetup } = money
  if (decisions !== undefined && data !== undefined && destination.kind === 'incoming-payment') {
    const { accountId: paymentId } = destination
    const { expiresAtMs } = prepare
    const decision = await decisions.ask({ paymentId, data, expiresAtMs })
    if (!decision.approved) {
      const reason = decision.reason === undefined ? undefined : Buffer.from(decision.reason)
      return money.decline({ kind: 'final', ...(reason !== undefined && { reason }) })
    }
  }
  if (receiptSetup === undefined) return money.fulfill()
  return money.fulfill({ totalReceived: await totals.add(connectionId, amount) })
}

function reject(triggeredBy: IlpAddress, code: 'F02' | 'T00', message: string): Uint8Array {
  return rejectBytes({ code, triggeredBy, message })
}
