import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  encodePrepare,
  type IlpAddress,
  type PrepareView,
  parseIlpAddress,
  viewFulfill,
  viewPrepare,
  viewReject,
} from '@kivuko/ilp'
import fc from 'fast-check'
import type { ConnectionDetails, StreamCredentials } from './connection-token.ts'
import { isAuthenticReceipt } from './receipt.ts'
import { testRandom, testReceiver } from './test-simulated-path.ts'
import {
  deriveCondition,
  deriveConnectionKeys,
  deriveFulfillment,
  encryptEnvelope,
} from './stream-crypto.ts'
import { readStreamData } from './stream-data.ts'
import type { StreamFrame } from './stream-frame.ts'
import { encodeStreamPacket, type StreamPacket } from './stream-packet.ts'
import { createStreamReceiver, type IncomingMoney, type Received } from './stream-receiver.ts'
import { readVectors, withVectors } from './test-vectors.ts'

const money: StreamFrame = { type: 'StreamMoney', streamId: 1n, shares: 1n }
const usd = { code: 'USD', scale: 2 }

/** A Prepare as a sender makes it, changed as the test wants. */
function prepareFor(
  { ilpAddress, sharedSecret }: StreamCredentials,
  changes: {
    readonly packet?: Partial<StreamPacket>
    readonly amount?: bigint
    readonly condition?: Uint8Array
    readonly destination?: IlpAddress
    readonly data?: Uint8Array
  } = {},
): PrepareView {
  const keys = deriveConnectionKeys(sharedSecret)
  const packet: StreamPacket = {
    packetType: 'prepare',
    sequence: 4n,
    prepareAmount: 90n,
    frames: [money],
    ...changes.packet,
  }
  const data =
    changes.data ??
    encryptEnvelope({
      key: keys.encryptionKey,
      iv: testRandom()(12),
      plaintext: encodeStreamPacket(packet),
    })
  return viewPrepare(
    encodePrepare({
      amount: changes.amount ?? 100n,
      expiresAtMs: 1_800_000_000_000,
      condition: changes.condition ?? deriveCondition(deriveFulfillment(keys, data)),
      destination: changes.destination ?? ilpAddress,
      data,
    }),
  )
}

function rejectOf(received: Received, credentials: StreamCredentials) {
  assert.equal(received.kind, 'reply')
  return describeReject(received.bytes, credentials)
}

function describeReject(bytes: Uint8Array, { sharedSecret }: StreamCredentials) {
  const { code, triggeredBy, data } = viewReject(bytes)
  const packet = readStreamData(deriveConnectionKeys(sharedSecret), data)
  return { code, triggeredBy, packet, dataLength: data.length }
}

function moneyOf(received: Received): IncomingMoney {
  assert.ok(received.kind === 'money')
  return received
}

describe('STREAM receiver', () => {
  const receiver = testReceiver()
  const credentials = receiver.credentials({ paymentTag: 'payment-1' })

  test('gives new credentials every time, below its own address', () => {
    const other = receiver.credentials({ paymentTag: 'payment-1' })
    assert.notEqual(other.ilpAddress, credentials.ilpAddress)
    assert.notDeepEqual(other.sharedSecret, credentials.sharedSecret)
    assert.ok(other.ilpAddress.startsWith('test.receiver.'))
    assert.equal(other.sharedSecret.length, 32)
  })

  test('knows a connection again by its address, whatever follows it', () => {
    const plain = receiver.connection(credentials.ilpAddress)
    const longer = receiver.connection(parseIlpAddress(`${credentials.ilpAddress}.more.of.it`))
    assert.equal(plain?.paymentTag, 'payment-1')
    assert.match(plain?.connectionId ?? '', /^[0-9a-f]{64}$/)
    assert.deepEqual(longer, plain)
    assert.equal(receiver.connection(parseIlpAddress('test.receiver.abc')), undefined)
    assert.equal(receiver.connection(parseIlpAddress('test.other.abc')), undefined)
  })

  test('is known by another receiver with the same secret and address, and by no other', () => {
    assert.equal(testReceiver().connection(credentials.ilpAddress)?.paymentTag, 'payment-1')
    const stranger = createStreamReceiver({
      serverSecret: new Uint8Array(32),
      serverAddress: parseIlpAddress('test.receiver'),
      randomBytes: testRandom(),
    })
    assert.equal(stranger.connection(credentials.ilpAddress), undefined)
    assert.equal(rejectOf(stranger.receive(prepareFor(credentials)), credentials).code, 'F06')
  })

  test('refuses what is not addressed below it with F02', () => {
    for (const text of ['test.other.x', 'test.receiver', 'test.receiver2.x']) {
      const destination = parseIlpAddress(text)
      const reject = rejectOf(
        receiver.receive(prepareFor(credentials, { destination })),
        credentials,
      )
      assert.deepEqual(
        { ...reject, triggeredBy: String(reject.triggeredBy) },
        {
          code: 'F02',
          triggeredBy: 'test.receiver',
          packet: undefined,
          dataLength: 0,
        },
      )
    }
  })

  test('refuses unknown connections and unreadable data with F06, without data', () => {
    const destination = parseIlpAddress('test.receiver.nobody')
    for (const changes of [
      { destination },
      { data: new Uint8Array(0) },
      { data: testRandom(5)(60) },
    ]) {
      const reject = rejectOf(receiver.receive(prepareFor(credentials, changes)), credentials)
      assert.equal(reject.code, 'F06')
      assert.equal(reject.dataLength, 0)
    }
  })

  test('refuses a message that a reply carried with F00, without data', () => {
    const packet = { packetType: 'fulfill' } as const
    const reject = rejectOf(receiver.receive(prepareFor(credentials, { packet })), credentials)
    assert.equal(reject.code, 'F00')
    assert.equal(reject.dataLength, 0)
  })

  test('answers a close with F99 and a close', () => {
    const close = { type: 'ConnectionClose', errorCode: 1, errorMessage: '' } as const
    const packet = { frames: [close] }
    const reject = rejectOf(receiver.receive(prepareFor(credentials, { packet })), credentials)
    assert.equal(reject.code, 'F99')
    assert.deepEqual(reject.packet?.frames, [close])
  })

  for (const [what, changes] of [
    ['less than the minimum', { amount: 89n }],
    ['a probe', { condition: new Uint8Array(32) }],
    [
      'a probe of nothing',
      { condition: new Uint8Array(32), amount: 0n, packet: { prepareAmount: 0n } },
    ],
  ] as const) {
    test(`answers ${what} with F99 that tells what arrived`, () => {
      const reject = rejectOf(receiver.receive(prepareFor(credentials, changes)), credentials)
      assert.equal(reject.code, 'F99')
      assert.deepEqual(reject.packet, {
        packetType: 'reject',
        sequence: 4n,
        prepareAmount: 'amount' in changes ? changes.amount : 100n,
        frames: [],
      })
    })
  }

  test('fulfils nothing of value at once', () => {
    const packet = { prepareAmount: 0n }
    const received = receiver.receive(prepareFor(credentials, { packet, amount: 0n }))
    assert.ok(received.kind === 'reply')
    assert.equal(viewFulfill(received.bytes).fulfillment.length, 32)
  })

  test('offers money, and fulfils it when told to', () => {
    const prepare = prepareFor(credentials)
    const offered = moneyOf(receiver.receive(prepare))
    assert.equal(offered.amount, 100n)
    assert.equal(offered.paymentTag, 'payment-1')
    assert.equal(offered.connectionId, receiver.connection(credentials.ilpAddress)?.connectionId)
    const { fulfillment, data } = viewFulfill(offered.fulfill({ totalReceived: 100n }))
    assert.deepEqual(Buffer.from(deriveCondition(fulfillment)), Buffer.from(prepare.condition))
    assert.deepEqual(readStreamData(deriveConnectionKeys(credentials.sharedSecret), data), {
      packetType: 'fulfill',
      sequence: 4n,
      prepareAmount: 100n,
      frames: [],
    })
  })

  test('declines money for now with T00, for good with F99, a close and the reason', () => {
    const offered = moneyOf(receiver.receive(prepareFor(credentials)))
    const now = describeReject(offered.decline({ kind: 'temporary' }), credentials)
    assert.deepEqual([now.code, now.packet?.frames], ['T00', []])
    const close = { type: 'ConnectionClose', errorCode: 1, errorMessage: '' }
    const good = describeReject(offered.decline({ kind: 'final' }), credentials)
    assert.deepEqual([good.code, good.packet?.frames], ['F99', [close]])
    const reason = Buffer.from('not from you')
    const said = describeReject(offered.decline({ kind: 'final', reason }), credentials)
    const data = { type: 'StreamData', streamId: 1n, offset: 0n, data: reason }
    assert.deepEqual(said.packet?.frames, [close, data])
  })

  test('gives the data of stream 1, or else the first', () => {
    const data = (streamId: bigint, text: string): StreamFrame => ({
      type: 'StreamData',
      streamId,
      offset: 0n,
      data: Buffer.from(text),
    })
    const told = (frames: readonly StreamFrame[]) => {
      const offered = moneyOf(receiver.receive(prepareFor(credentials, { packet: { frames } })))
      return offered.data === undefined ? undefined : Buffer.from(offered.data).toString()
    }
    assert.equal(told([money, data(3n, 'three'), data(1n, 'one')]), 'one')
    assert.equal(told([money, data(3n, 'three'), data(5n, 'five')]), 'three')
    assert.equal(told([money]), undefined)
  })

  test('tells the asset of the credentials to a sender that introduces itself', () => {
    const newAddress: StreamFrame = { type: 'ConnectionNewAddress', sourceAccount: '' }
    const framesFor = (details: ConnectionDetails, frames: readonly StreamFrame[]) => {
      const own = receiver.credentials(details)
      const condition = new Uint8Array(32)
      const prepare = prepareFor(own, { packet: { frames }, condition })
      return rejectOf(receiver.receive(prepare), own).packet?.frames
    }
    const told = { type: 'ConnectionAssetDetails', sourceAssetCode: 'USD', sourceAssetScale: 2 }
    assert.deepEqual(framesFor({ asset: usd }, [newAddress]), [told])
    assert.deepEqual(framesFor({ asset: usd }, [money]), [])
    assert.deepEqual(framesFor({}, [newAddress]), [])
  })

  test('signs the total into a receipt, where receipts were set up', () => {
    const receiptSetup = { nonce: testRandom(1)(16), secret: testRandom(2)(32) }
    const own = receiver.credentials({ receiptSetup })
    const offered = moneyOf(receiver.receive(prepareFor(own)))
    assert.deepEqual(
      Buffer.from(offered.receiptSetup?.secret ?? []),
      Buffer.from(receiptSetup.secret),
    )
    const { data } = viewFulfill(offered.fulfill({ totalReceived: 250n }))
    const frame = readStreamData(deriveConnectionKeys(own.sharedSecret), data)?.frames[0]
    assert.ok(frame?.type === 'StreamReceipt')
    assert.equal(isAuthenticReceipt(frame.receipt, receiptSetup.secret), true)
    assert.equal(Buffer.from(frame.receipt).readBigUInt64BE(18), 250n)
  })

  test('whatever the data, it answers', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, sealed) => {
        const { encryptionKey: key } = deriveConnectionKeys(credentials.sharedSecret)
        const data = sealed
          ? encryptEnvelope({ key, iv: testRandom()(12), plaintext: bytes })
          : bytes
        const received = receiver.receive(prepareFor(credentials, { data }))
        assert.ok(received.kind === 'money' || viewReject(received.bytes).code.startsWith('F'))
      }),
    )
  })

  test('refuses credentials that no address or receipt can hold', () => {
    assert.throws(() => receiver.credentials({ paymentTag: 'x'.repeat(1000) }))
    const receiptSetup = { nonce: new Uint8Array(15), secret: new Uint8Array(32) }
    assert.throws(() => receiver.credentials({ receiptSetup }), RangeError)
    assert.throws(() => receiver.credentials({ asset: { code: 'USD', scale: 256 } }), RangeError)
  })

  test('opens the connections of the shared vectors', withVectors, () => {
    const vectors = readVectors<CredentialVectors>('stream-credentials.derived.json')
    const own = createStreamReceiver({
      serverSecret: Buffer.from(vectors.serverSecret, 'hex'),
      serverAddress: parseIlpAddress(vectors.serverAddress),
      randomBytes: testRandom(),
    })
    for (const one of vectors.cases) {
      const ilpAddress = parseIlpAddress(one.ilpAddress)
      const seen = own.connection(ilpAddress)
      assert.equal(seen?.paymentTag, one.options.paymentTag)
      assert.deepEqual(seen?.asset, one.options.asset)
      const theirs = { ilpAddress, sharedSecret: Buffer.from(one.sharedSecret, 'hex') }
      const offered = moneyOf(own.receive(prepareFor(theirs)))
      const nonce = offered.receiptSetup?.nonce
      assert.equal(
        nonce === undefined ? undefined : Buffer.from(nonce).toString('hex'),
        one.options.receiptSetup?.nonce,
      )
    }
  })
})

interface CredentialVectors {
  readonly serverSecret: string
  readonly serverAddress: string
  readonly cases: readonly {
    readonly options: {
      readonly paymentTag?: string
      readonly asset?: { readonly code: string; readonly scale: number }
      readonly receiptSetup?: { readonly nonce: string; readonly secret: string }
    }
    readonly ilpAddress: string
    readonly sharedSecret: string
  }[]
}
