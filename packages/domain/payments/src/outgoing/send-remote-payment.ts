import type { Connector, LocalSource } from '@kivuko/connector'
import type { Directory } from '@kivuko/directory'
import type { AccountId } from '@kivuko/ledger'
import { parseIlpAddress } from '@kivuko/ilp'
import {
  createStreamSender,
  type PaymentOutcome,
  paymentDataLengthMax,
  type StreamSender,
} from '@kivuko/stream'
import { remaining } from '../quotes/create-quote.ts'
import type { ReceiverRefusal, Refused } from '../payments.ts'
import { isRefused } from '../refused.ts'
import type { Receiver } from '../resources.ts'
import { driveMachine } from '../stream/drive-machine.ts'
import type { DataCipher } from './data-cipher.ts'
import { type AttemptEnd, type EndedAttempt, endAttempt } from './end-attempt.ts'
import type { DeliveryCount, OutgoingRecord } from './outgoing-payment-store.ts'
import {
  packetFateMs,
  type RecoverPorts,
  type Recovered,
  recoverDeliveries,
} from './recover-deliveries.ts'
import type { HeldPayment } from './held-payments.ts'

/** What sending to other nodes needs. */
export interface RemoteSendPorts extends RecoverPorts {
  readonly connector: Pick<Connector, 'inject'>
  readonly directory: Pick<Directory, 'asset'>
  readonly cipher: DataCipher
}

/** What one run of the sender is to do. */
interface Run {
  readonly held: HeldPayment
  readonly record: OutgoingRecord
  readonly ilp: NonNullable<Receiver['ilp']>
  readonly asset: Receiver['asset']
  readonly amountToDeliver: bigint
  readonly maxSourceAmount: bigint
  /** Where the receiver stood before the run. */
  readonly base: DeliveryCount & { readonly receivedAmount: bigint }
}

/**
 * One attempt to send a payment over STREAM: resolves what attempts before it have left open, asks
 * the receiver what it still takes, and sends that.
 */
export async function sendRemotePayment(ports: RemoteSendPorts, held: HeldPayment): Promise<void> {
  const recovered = await recoverDeliveries(ports, held.record, held.owner)
  if (recovered.kind === 'lost') return
  const { owner } = held
  if (recovered.kind === 'wait') {
    const { kind: type, ...wait } = recovered
    await endAttempt(ports, { record: held.record, owner, end: { type, ...wait } })
    return
  }
  const { record } = recovered
  const next = await plan(ports, held, recovered)
  if ('type' in next) await endAttempt(ports, { record, owner, end: next })
  else await send(ports, next)
}

/** What is left to be done, or how the payment ends without it. */
async function plan(
  ports: RemoteSendPorts,
  held: HeldPayment,
  recovered: Extract<Recovered, { kind: 'certain' }>,
): Promise<Run | AttemptEnd> {
  const { record } = recovered
  const { quote, counted } = record
  const undelivered = quote.receiveAmount.value - counted.deliveredAmount
  const maxSourceAmount = quote.debitAmountMinusFees - counted.sentAmount
  if (undelivered <= 0n || maxSourceAmount <= 0n) return { type: 'finish' }
  if (record.stateAttempts >= ports.settings.sendAttemptsMax) {
    return { type: 'give-up', error: record.error ?? 'ReceiverUnavailable' }
  }
  const receiver = recovered.receiver ?? (await ports.receivers.get(record.receiver))
  if (receiver === 'not-found') return { type: 'finish' }
  if (isRefused(receiver)) return endWithout(receiver)
  const { receivedAmount, asset, ilp } = receiver
  const wanted = remaining(receiver)
  if (receiver.completed || wanted === 0n || isExpired(receiver, ports.clock.now())) {
    return { type: 'finish' }
  }
  if (asset.code !== quote.receiveAmount.code || asset.scale !== quote.receiveAmount.scale) {
    return { type: 'fail', error: 'DestinationAssetConflict', isFinal: true }
  }
  if ((record.dataToTransmit?.length ?? 0) > paymentDataLengthMax) {
    return { type: 'fail', error: 'DataTooLarge', isFinal: true }
  }
  if (ilp === undefined) return { type: 'fail', error: 'ReceiverUnavailable', isFinal: false }
  const amountToDeliver = wanted !== undefined && wanted < undelivered ? wanted : undelivered
  const base = { ...counted, receivedAmount: receivedAmount.value }
  return { held, record, ilp, asset, amountToDeliver, maxSourceAmount, base }
}

/**
 * A receiver that is certainly gone ends the payment; one that can't be read now is tried again.
 */
function endWithout(refused: Refused<ReceiverRefusal>): AttemptEnd {
  if (refused.refusal === 'NotFound') return { type: 'finish' }
  return { type: 'fail', error: `Receiver${refused.refusal}`, isFinal: false }
}

function isExpired({ expiresAtMs }: Receiver, nowMs: number): boolean {
  return expiresAtMs !== undefined && expiresAtMs <= nowMs
}

async function send(ports: RemoteSendPorts, run: Run): Promise<void> {
  const { held, record, base } = run
  const { owner } = held
  // Where the receiver stands is durable before the first packet: recovery goes by what came after
  // it.
  if (!(await ports.store.outgoing.count(ports.postgres, { id: record.id, owner, count: base })))
    return
  const source = await sourceOf(ports, record)
  const sender = createSender(ports, run)
  const outcome = await driveSender(ports, { run, sender, source })
  await endAttempt(ports, endOf(ports, run, outcome))
}

async function sourceOf(
  { directory }: RemoteSendPorts,
  record: OutgoingRecord,
): Promise<LocalSource> {
  const asset = await directory.asset(record.quote.assetId)
  if (asset === undefined) throw new Error(`payment ${record.id} is of an asset that is gone`)
  const { accountId, code, scale } = asset
  return {
    id: record.id,
    accountId: record.id as string as AccountId, // A payment's account has the payment's id.
    asset: { accountId, code, scale },
    tenantId: record.tenantId,
    probe: false,
  }
}

function createSender({ cipher, random }: RemoteSendPorts, run: Run): StreamSender {
  const { record, ilp, asset, amountToDeliver: amount, maxSourceAmount } = run
  const { ilp: path } = record.quote
  if (path === undefined) throw new Error(`payment ${record.id} has no quote for Interledger`)
  const { maxPacketAmount } = path
  const sealed = record.dataToTransmit
  return createStreamSender({
    credentials: {
      ilpAddress: parseIlpAddress(ilp.ilpAddress),
      sharedSecret: ilp.sharedSecret,
    },
    target: { kind: 'fixed-delivery', amount, maxSourceAmount },
    minExchangeRate: path.minExchangeRate,
    rate: { low: path.lowEstimatedExchangeRate, high: path.highEstimatedExchangeRate },
    destinationAsset: asset,
    randomBytes: (length) => random.bytes(length),
    ...(maxPacketAmount !== undefined && { maxPacketAmount }),
    ...(sealed !== undefined && { data: cipher.open(sealed, record.id) }),
  })
}

/**
 * Runs the sender. After each reply but the last one, what has been delivered is noted, one note at
 * a time.
 */
async function driveSender(
  ports: RemoteSendPorts,
  { run, sender, source }: { run: Run; sender: StreamSender; source: LocalSource },
): Promise<PaymentOutcome> {
  const { held, record } = run
  let noting: Promise<void> | undefined
  let isBehind = false

  const note = async (): Promise<void> => {
    do {
      isBehind = false
      const count = countOf(run, sender.progress())
      const { id } = record
      if (!(await ports.store.outgoing.count(ports.postgres, { id, owner: held.owner, count }))) {
        sender.stop()
      }
    } while (isBehind)
  }
  const noteSoon = (): void => {
    isBehind = true
    noting ??= note()
      .catch((error: unknown) => ports.events.workerFailed('notes of deliveries', error))
      .finally(() => {
        noting = undefined
      })
  }

  const outcome = await driveMachine({
    machine: sender,
    inject: (action, done) => ports.connector.inject(source, action.prepare, done),
    clock: ports.clock,
    beforeStep: () => {
      if (!held.isHeld()) sender.stop()
    },
    afterReply: noteSoon,
    signal: held.signal,
  })
  await noting
  return outcome
}

function countOf(run: Run, progress: PaymentOutcome['progress']): DeliveryCount {
  const { base } = run
  return {
    sentAmount: base.sentAmount + progress.sentAmount,
    deliveredAmount: base.deliveredAmount + progress.deliveredAmount,
    receivedAmount: base.receivedAmount + progress.deliveredAmount,
  }
}

function endOf(ports: RemoteSendPorts, run: Run, outcome: PaymentOutcome): EndedAttempt {
  const { held, record } = run
  const counted = countOf(run, outcome.progress)
  const resolvedAtMs = ports.clock.now() + packetFateMs
  return { record, owner: held.owner, end: endType(run, outcome), counted, resolvedAtMs }
}

function endType({ held, maxSourceAmount }: Run, outcome: PaymentOutcome): AttemptEnd {
  if (outcome.kind === 'complete') return { type: 'finish' }
  if (outcome.progress.sentAmount >= maxSourceAmount) return { type: 'finish' }
  // Sending was stopped by us: that is no fault of the payment's.
  if (outcome.error === 'Stopped' && !held.isHeld()) {
    return { type: 'wait', why: 'this process gives the payment back', untilMs: 0 }
  }
  return { type: 'fail', error: outcome.error, isFinal: !outcome.retryable }
}
