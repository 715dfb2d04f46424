/* Both ends of this package against the npm packages that the network runs, in one process. */
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  createOerWriter,
  encodeFulfill,
  encodePrepare,
  encodeReject,
  isIlpAddress,
  parseIlpAddress,
  peerFulfillment,
  viewPrepare,
  writeUint8,
  writeVarText,
  writtenBytes,
} from '@kivuko/ilp'
import { closeConnection, pay, setupPayment, startQuote } from '@interledger/pay'
import { StreamServer } from '@interledger/stream-receiver'
import { createConnection, createServer, type DataAndMoneyStream } from 'ilp-protocol-stream'
import { createRateProbe } from './rate-probe.ts'
import { isAuthenticReceipt } from './receipt.ts'
import type { SenderAction } from './sender-action.ts'
import { testRandom, testReceiver } from './test-simulated-path.ts'
import type { StreamCredentials } from './connection-token.ts'
import { createStreamReceiver, type StreamReceiver } from './stream-receiver.ts'
import { createStreamSender } from './stream-sender.ts'

type Plugin = Parameters<typeof createServer>[0]['plugin']

const usd = { code: 'USD', scale: 2 }
const eur = { code: 'EUR', scale: 2 }

/** A rate of 7/8 and no packet above 4,000, as a connector would apply them. */
function convert(prepareBytes: Uint8Array): Buffer | Uint8Array {
  const prepare = viewPrepare(prepareBytes)
  if (prepare.amount > 4000n) {
    const data = Buffer.alloc(16)
    data.writeBigUInt64BE(prepare.amount, 0)
    data.writeBigUInt64BE(4000n, 8)
    return encodeReject({ code: 'F08', triggeredBy: '', message: '', data })
  }
  return Buffer.from(encodePrepare({ ...prepare, amount: (prepare.amount * 7n) / 8n }))
}

/** The link of an npm sender to a receiving end, over the converting connector. */
function pluginTo(end: (prepare: Uint8Array) => Promise<Uint8Array>): Plugin {
  return {
    connect: async () => undefined,
    disconnect: async () => undefined,
    isConnected: () => true,
    registerDataHandler: () => undefined,
    deregisterDataHandler: () => undefined,
    sendData: async (bytes) => {
      if (viewPrepare(bytes).destination === 'peer.config') return Buffer.from(clientConfig())
      const converted = convert(bytes)
      return Buffer.from(converted[0] === 12 ? await end(converted) : converted)
    },
  }
}

/** What a connector tells a client about itself: address, scale and asset. */
function clientConfig(): Uint8Array {
  const writer = createOerWriter()
  writeVarText(writer, 'test.sender')
  writeUint8(writer, 2)
  writeVarText(writer, 'EUR')
  return encodeFulfill({ fulfillment: peerFulfillment, data: writtenBytes(writer) })
}

/** Our receiver as a receiving end that takes all money and counts it. */
function countingEnd(receiver: StreamReceiver) {
  const seen = { total: 0n, moneyPackets: 0, packets: 0 }
  return {
    seen,
    end: async (prepare: Uint8Array) => {
      seen.packets += 1
      const received = receiver.receive(viewPrepare(prepare))
      if (received.kind === 'reply') return received.bytes
      seen.total += received.amount
      seen.moneyPackets += 1
      return received.fulfill({ totalReceived: seen.total })
    },
  }
}

describe('our receiver and the sender of @interledger/pay', () => {
  const receiptSetup = { nonce: testRandom(1)(16), secret: testRandom(2)(32) }

  async function quoted(target: { amountToSend?: bigint; amountToDeliver?: bigint }) {
    const receiver = testReceiver()
    const { ilpAddress, sharedSecret } = receiver.credentials({ asset: usd, receiptSetup })
    const { end, seen } = countingEnd(receiver)
    const plugin = pluginTo(end)
    const destination = await setupPayment({
      plugin,
      destinationAddress: ilpAddress,
      sharedSecret,
    })
    const prices = { USD: 1, EUR: 0.87 }
    const quote = await startQuote({ plugin, destination, sourceAsset: eur, prices, ...target })
    return { plugin, destination, quote, seen }
  }

  test('it tells its asset, rate and limit, and takes no money for that', async () => {
    const { destination, quote, seen } = await quoted({ amountToSend: 10_000n })
    assert.deepEqual(destination.destinationAsset, usd)
    assert.equal(quote.maxPacketAmount, 4000n)
    assert.equal(Number(quote.lowEstimatedExchangeRate), 7 / 8)
    assert.equal(seen.total, 0n)
  })

  for (const target of [{ amountToSend: 10_000n }, { amountToDeliver: 5000n }]) {
    test(`it takes a whole payment of ${Object.keys(target)[0]} and signs receipts`, async () => {
      const { plugin, destination, quote, seen } = await quoted(target)
      const paid = await pay({ plugin, destination, quote })
      await closeConnection(plugin, destination)
      assert.equal(paid.error, undefined)
      assert.equal(paid.amountDelivered, seen.total)
      if ('amountToSend' in target) assert.equal(paid.amountSent, 10_000n)
      else assert.equal(seen.total, 5000n)
      assert.ok(paid.streamReceipt)
      assert.equal(isAuthenticReceipt(paid.streamReceipt, receiptSetup.secret), true)
      assert.equal(Buffer.from(paid.streamReceipt).readBigUInt64BE(18), seen.total)
    })
  }

  test('a final decline ends the payment', async () => {
    const receiver = testReceiver()
    const { ilpAddress, sharedSecret } = receiver.credentials({ asset: usd })
    const plugin = pluginTo(async (prepare) => {
      const received = receiver.receive(viewPrepare(prepare))
      return received.kind === 'reply' ? received.bytes : received.decline({ kind: 'final' })
    })
    const destination = await setupPayment({ plugin, destinationAddress: ilpAddress, sharedSecret })
    const quote = await startQuote({ plugin, destination, slippage: 1, amountToSend: 100n })
    const paid = await pay({ plugin, destination, quote })
    assert.equal(paid.error, 'ClosedByReceiver')
    assert.equal(paid.amountSent, 0n)
  })
})

describe('our receiver and the sender of ilp-protocol-stream', () => {
  test('it takes a whole payment and answers the end of the stream', async () => {
    const receiver = testReceiver()
    const { ilpAddress, sharedSecret } = receiver.credentials({ asset: usd })
    const { end, seen } = countingEnd(receiver)
    const connection = await createConnection({
      plugin: pluginTo(end),
      destinationAccount: ilpAddress,
      sharedSecret: Buffer.from(sharedSecret),
      slippage: 0.02,
    })
    assert.equal(connection.destinationAssetCode, 'USD')
    assert.equal(connection.destinationAssetScale, 2)
    const stream = connection.createStream()
    await stream.sendTotal(9000, { timeout: 8000 })
    await connection.end()
    assert.equal(connection.totalDelivered, String(seen.total))
    assert.equal(seen.total, 7875n)
  })
})

/** Drives one of our machines on the real clock. */
async function drive<Outcome>(
  machine: {
    next(nowMs: number): SenderAction<Outcome>
    onReply(sequence: number, bytes: Uint8Array, nowMs: number): void
  },
  end: (prepare: Uint8Array) => Promise<Uint8Array>,
): Promise<Outcome> {
  for (;;) {
    const action = machine.next(Date.now())
    if (action.kind === 'done') return action.outcome
    if (action.kind === 'wait') {
      await sleep(Math.min(5, Math.max(0, action.untilMs - Date.now())))
      continue
    }
    const converted = convert(action.prepare)
    const answer = converted[0] === 12 ? end(converted) : Promise.resolve(converted)
    void answer.then((bytes) => machine.onReply(action.sequence, bytes, Date.now()))
  }
}

/** Asks, then pays, with our machines. */
async function payWithOurs(
  credentials: StreamCredentials,
  end: (prepare: Uint8Array) => Promise<Uint8Array>,
) {
  const randomBytes = testRandom(11)
  const path = await drive(createRateProbe({ credentials, randomBytes }), end)
  assert.ok(path.kind === 'found', path.kind === 'failed' ? path.error : '')
  const sender = createStreamSender({
    ...path,
    credentials,
    target: { kind: 'fixed-send', amount: 10_000n },
    minExchangeRate: { num: 87n, den: 100n },
    randomBytes,
    firstSequence: 100,
  })
  return { path, outcome: await drive(sender, end) }
}

describe('our sender and the receiver of @interledger/stream-receiver', () => {
  const serverSecret = Buffer.alloc(32, 5)
  const theirs = new StreamServer({ serverSecret, serverAddress: 'test.theirs' })

  /** Their receiver as a receiving end, in our codec. */
  function theirEnd() {
    const seen = { total: 0n, tag: '' }
    const end = async (bytes: Uint8Array): Promise<Uint8Array> => {
      const prepare = viewPrepare(bytes)
      const received = theirs.createReply({
        amount: String(prepare.amount),
        executionCondition: Buffer.from(prepare.condition),
        expiresAt: new Date(prepare.expiresAtMs),
        destination: prepare.destination,
        data: Buffer.from(prepare.data),
      })
      if ('code' in received)
        return encodeReject({ ...received, triggeredBy: 'test.theirs' as never })
      if ('fulfillment' in received) return encodeFulfill(received)
      seen.total += prepare.amount
      seen.tag = received.paymentTag ?? ''
      received.setTotalReceived(String(seen.total))
      return encodeFulfill(received.accept())
    }
    return { seen, end }
  }

  test('it finds the path and pays', async () => {
    const given = theirs.generateCredentials({ asset: usd, paymentTag: 'invoice' })
    const credentials = { ...given, ilpAddress: parseIlpAddress(given.ilpAddress) }
    const { seen, end } = theirEnd()
    const { path, outcome } = await payWithOurs(credentials, end)
    assert.deepEqual(path.destinationAsset, usd)
    assert.equal(path.maxPacketAmount, 4000n)
    assert.equal(outcome.kind, 'complete')
    assert.equal(outcome.progress.sentAmount, 10_000n)
    assert.equal(outcome.progress.deliveredAmount, seen.total)
    assert.deepEqual(seen, { total: 8750n, tag: 'invoice' })
  })

  test('credentials of either are read by the other', () => {
    const ours = createStreamReceiver({
      serverSecret,
      serverAddress: parseIlpAddress('test.theirs'),
      randomBytes: testRandom(),
    })
    const details = { paymentTag: 'tag-9', asset: eur }
    assert.equal(theirs.decodePaymentTag(ours.credentials(details).ilpAddress), 'tag-9')
    const { ilpAddress } = theirs.generateCredentials(details)
    assert.ok(isIlpAddress(ilpAddress))
    const seen = ours.connection(ilpAddress)
    assert.deepEqual([seen?.paymentTag, seen?.asset], ['tag-9', eur])
  })
})

describe('our sender and the server of ilp-protocol-stream', () => {
  test('it finds the path and pays', async () => {
    let handler: ((data: Buffer) => Promise<Buffer>) | undefined
    const plugin: Plugin = {
      ...pluginTo(async () => new Uint8Array(0)),
      registerDataHandler: (given) => {
        handler = given
      },
    }
    const server = await createServer({ plugin, serverSecret: Buffer.alloc(32, 6) })
    after(() => server.close())
    let received = 0
    server.on('connection', (connection) =>
      connection.on('stream', (stream: DataAndMoneyStream) => {
        stream.setReceiveMax(1_000_000)
        stream.on('money', (amount: string) => {
          received += Number(amount)
        })
      }),
    )
    const { destinationAccount, sharedSecret } = server.generateAddressAndSecret()
    const credentials = { ilpAddress: parseIlpAddress(destinationAccount), sharedSecret }
    const { path, outcome } = await payWithOurs(credentials, async (prepare) => {
      assert.ok(handler)
      return handler(Buffer.from(prepare))
    })
    assert.deepEqual(path.destinationAsset, eur)
    assert.equal(outcome.kind, 'complete')
    assert.equal(outcome.progress.deliveredAmount, 8750n)
    assert.equal(received, 8750)
  })
})
