import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { encodeFulfill, type RejectCode, rejectBytes, viewPrepare } from '@kivuko/ilp'
import fc from 'fast-check'
import type { RateBounds } from './exchange-rate.ts'
import type { PaymentTarget } from './packet-amounts.ts'
import { maxSourceAmountFor } from './payment-limits.ts'
import type { PaymentOutcome } from './payment-progress.ts'
import { isAuthenticReceipt, type ReceiptSetup } from './receipt.ts'
import {
  type EndAnswer,
  type Fate,
  type PathRules,
  runOverPath,
  takeAll,
  testRandom,
  testReceiver,
} from './test-simulated-path.ts'
import {
  decryptEnvelope,
  deriveConnectionKeys,
  deriveFulfillment,
  encryptEnvelope,
} from './stream-crypto.ts'
import type { StreamFrame } from './stream-frame.ts'
import { decodeStreamPacket, encodeStreamPacket } from './stream-packet.ts'
import type { Decline, StreamReceiver } from './stream-receiver.ts'
import { createStreamSender, idleMs, type StreamSenderOptions } from './stream-sender.ts'

const startMs = 1_700_000_000_000
const oneToOne = { num: 1n, den: 1n }
const slippage = { num: 99n, den: 100n }

/** The bounds that a probe with a very large amount finds. */
function probed(rate: { readonly num: bigint; readonly den: bigint }): RateBounds {
  const source = 10n ** 12n
  const delivered = (source * rate.num) / rate.den
  return { low: { num: delivered, den: source }, high: { num: delivered + 1n, den: source } }
}

const receiver = testReceiver()
const credentials = receiver.credentials({ paymentTag: 'p' })

function optionsFor(changes: Partial<StreamSenderOptions> = {}): StreamSenderOptions {
  return {
    credentials,
    target: { kind: 'fixed-send', amount: 100n },
    minExchangeRate: slippage,
    rate: probed(oneToOne),
    randomBytes: testRandom(3),
    ...changes,
  }
}

function pay(
  changes: Partial<StreamSenderOptions> = {},
  path: {
    readonly rules?: PathRules
    readonly end?: (prepare: Uint8Array) => EndAnswer
  } = {},
) {
  const machine = createStreamSender(optionsFor(changes))
  const rules = path.rules ?? { rate: oneToOne }
  const end = path.end ?? takeAll(receiver)
  const run = runOverPath<PaymentOutcome>({ machine, rules, end, startMs })
  const money = run.packets.filter(({ sent }) => sent.purpose === 'money')
  const taken = money.reduce((sum, { fulfilledAmount }) => sum + fulfilledAmount, 0n)
  return { ...run, machine, money, taken, tookMs: run.endMs - startMs }
}

function failedWith(outcome: PaymentOutcome) {
  assert.ok(outcome.kind === 'failed', outcome.kind)
  const { error, retryable } = outcome
  return { error, retryable }
}

/** What the sender says in a packet. */
function framesOf(prepare: Uint8Array): readonly StreamFrame[] {
  const { encryptionKey } = deriveConnectionKeys(credentials.sharedSecret)
  const plaintext = decryptEnvelope(encryptionKey, viewPrepare(prepare).data)
  assert.ok(plaintext)
  return decodeStreamPacket(plaintext).frames
}

/** A receiving end that answers as the test wants, with what an honest one would say at hand. */
function endThatSays(reply: {
  readonly frames?: readonly StreamFrame[]
  readonly receivedAmount?: bigint
  readonly code?: RejectCode
}): (prepare: Uint8Array) => EndAnswer {
  const keys = deriveConnectionKeys(credentials.sharedSecret)
  return (bytes) => {
    const prepare = viewPrepare(bytes)
    const request = decodeStreamPacket(decryptEnvelope(keys.encryptionKey, prepare.data) ?? bytes)
    const plaintext = encodeStreamPacket({
      packetType: reply.code === undefined ? 'fulfill' : 'reject',
      sequence: request.sequence,
      prepareAmount: reply.receivedAmount ?? prepare.amount,
      frames: reply.frames ?? [],
    })
    const iv = testRandom(Number(request.sequence) + 50)(12)
    const data = encryptEnvelope({ key: keys.encryptionKey, iv, plaintext })
    if (reply.code !== undefined) {
      return {
        bytes: rejectBytes({ code: reply.code, triggeredBy: '', data }),
        fulfilledAmount: 0n,
      }
    }
    const fulfillment = deriveFulfillment(keys, prepare.data)
    return { bytes: encodeFulfill({ fulfillment, data }), fulfilledAmount: prepare.amount }
  }
}

describe('a payment over a free path', () => {
  test('of a fixed amount to send is one money packet and a close', () => {
    const { outcome, packets } = pay({ target: { kind: 'fixed-send', amount: 500n } })
    assert.deepEqual(
      packets.map(({ sent }) => [sent.purpose, sent.sourceAmount, sent.minDestinationAmount]),
      [
        ['money', 500n, 495n],
        ['close', 0n, 0n],
      ],
    )
    assert.deepEqual(outcome, {
      kind: 'complete',
      progress: {
        sentAmount: 500n,
        deliveredAmount: 500n,
        inFlightAmount: 0n,
        uncertainAmount: 0n,
        receipt: undefined,
      },
    })
  })

  test('of a fixed amount to deliver sends what is really needed', () => {
    const maxSourceAmount = maxSourceAmountFor({ amountToDeliver: 500n, minExchangeRate: slippage })
    assert.equal(maxSourceAmount, 506n)
    const { outcome, money, taken } = pay({
      target: { kind: 'fixed-delivery', amount: 500n, maxSourceAmount },
    })
    assert.equal(outcome.kind, 'complete')
    assert.equal(money.length, 1)
    assert.equal(outcome.progress.sentAmount, 500n)
    assert.equal(taken, 500n)
  })

  test('across assets delivers at the real rate', () => {
    const rate = { num: 7n, den: 3n }
    const minExchangeRate = { num: 231n, den: 100n }
    const send = pay(
      { rate: probed(rate), minExchangeRate, target: { kind: 'fixed-send', amount: 300n } },
      { rules: { rate } },
    )
    assert.deepEqual([send.outcome.kind, send.taken], ['complete', 700n])
    const deliver = pay(
      {
        rate: probed(rate),
        minExchangeRate,
        target: { kind: 'fixed-delivery', amount: 700n, maxSourceAmount: 304n },
      },
      { rules: { rate } },
    )
    assert.equal(deliver.outcome.kind, 'complete')
    assert.ok(deliver.taken >= 700n && deliver.taken <= 702n, `delivered ${deliver.taken}`)
  })

  test('of one unit at a rate below one is possible', () => {
    const { outcome, money } = pay({ target: { kind: 'fixed-send', amount: 1n } })
    assert.equal(outcome.kind, 'complete')
    assert.equal(money[0]?.sent.minDestinationAmount, 0n)
  })

  test('is split where packets are limited', () => {
    const { outcome, money, taken } = pay({ maxPacketAmount: 30n })
    assert.equal(outcome.kind, 'complete')
    assert.deepEqual(
      money.map(({ sent }) => sent.sourceAmount),
      [30n, 30n, 30n, 10n],
    )
    assert.equal(taken, 100n)
  })

  test('starts at 40 packets a second and has at most 20 on their way', () => {
    const rules = { rate: oneToOne, delayMs: 2000 }
    const { outcome, money } = pay({ maxPacketAmount: 1n }, { rules })
    assert.equal(outcome.kind, 'complete')
    const gaps = money.slice(1, 20).map(({ atMs }, index) => atMs - (money[index]?.atMs ?? 0))
    assert.deepEqual(new Set(gaps), new Set([25]))
    for (const { atMs } of money) {
      const onTheirWay = money.filter((other) => other.atMs <= atMs && other.atMs + 4000 > atMs)
      assert.ok(onTheirWay.length <= 20)
    }
  })

  test('gives every packet 20 seconds and a sequence of its own', () => {
    const { packets } = pay({ maxPacketAmount: 30n, firstSequence: 7 })
    assert.deepEqual(
      packets.map(({ sent }) => sent.sequence),
      [7, 8, 9, 10, 11],
    )
    for (const { sent, atMs } of packets) {
      assert.equal(sent.expiresAtMs, atMs + 20_000)
      assert.equal(viewPrepare(sent.prepare).expiresAtMs, sent.expiresAtMs)
      assert.equal(viewPrepare(sent.prepare).amount, sent.sourceAmount)
    }
  })

  test('ends with the latest receipt, where receipts were set up', () => {
    const receiptSetup: ReceiptSetup = { nonce: testRandom(1)(16), secret: testRandom(2)(32) }
    const own = receiver.credentials({ receiptSetup })
    let totalReceived = 0n
    const { outcome } = pay(
      { credentials: own, maxPacketAmount: 30n },
      {
        end: (prepare) => {
          const received = receiver.receive(viewPrepare(prepare))
          if (received.kind === 'reply') return { bytes: received.bytes, fulfilledAmount: 0n }
          totalReceived += received.amount
          return {
            bytes: received.fulfill({ totalReceived }),
            fulfilledAmount: received.amount,
          }
        },
      },
    )
    const { receipt } = outcome.progress
    assert.ok(receipt)
    assert.equal(isAuthenticReceipt(receipt, receiptSetup.secret), true)
    assert.equal(Buffer.from(receipt).readBigUInt64BE(18), 100n)
  })

  test('tells its data once, with the first money, and again only after a refusal', () => {
    const data = Buffer.from('invoice 7')
    const carriers = (run: ReturnType<typeof pay>) =>
      run.money.map(({ sent }) => framesOf(sent.prepare).some(({ type }) => type === 'StreamData'))
    assert.deepEqual(carriers(pay({ data, maxPacketAmount: 30n })), [true, false, false, false])
    const fate = (index: number): Fate | undefined => (index === 0 ? 'T00' : undefined)
    const again = pay({ data, maxPacketAmount: 50n }, { rules: { rate: oneToOne, fate } })
    assert.equal(again.outcome.kind, 'complete')
    assert.equal(carriers(again).filter(Boolean).length, 2)
  })
})

describe('a payment in trouble', () => {
  const outcomes: readonly [what: string, code: RejectCode, error: string, retryable: boolean][] = [
    ['a hop that knows no way', 'F02', 'ConnectorError', true],
    ['a hop that finds a wrong condition', 'F05', 'ConnectorError', true],
    ['a hop that runs out of time', 'R00', 'ConnectorError', true],
    ['a path that is busy for ten seconds', 'T05', 'IdleTimeout', true],
    ['a path that is too dear for ten seconds', 'R01', 'IdleTimeout', true],
  ]
  for (const [what, code, error, retryable] of outcomes) {
    test(`ends with ${error} at ${what}`, () => {
      const { outcome, taken } = pay({}, { rules: { rate: oneToOne, fate: () => code } })
      assert.deepEqual(failedWith(outcome), { error, retryable })
      assert.equal(taken, 0n)
      assert.equal(outcome.progress.sentAmount, 0n)
    })
  }

  test('sends less per second while the path is busy', () => {
    const { money, tookMs } = pay({}, { rules: { rate: oneToOne, fate: () => 'T03' } })
    assert.ok(money.length < 20, `${money.length} packets`)
    assert.ok(tookMs >= idleMs && tookMs < idleMs + 100)
  })

  test('learns the limit of a packet on the way', () => {
    for (const silentLimit of [false, true]) {
      const rules = { rate: oneToOne, maxPacketAmount: 33n, silentLimit }
      const { outcome, taken } = pay({}, { rules })
      assert.deepEqual([outcome.kind, taken], ['complete', 100n])
    }
  })

  test('pays nothing below the minimum rate', () => {
    const rules = { rate: { num: 98n, den: 100n } }
    const { outcome, taken } = pay({ target: { kind: 'fixed-send', amount: 1000n } }, { rules })
    assert.deepEqual(failedWith(outcome), { error: 'InsufficientExchangeRate', retryable: true })
    assert.equal(taken, 0n)
  })

  test('stops when all that may be sent has delivered too little', () => {
    const target: PaymentTarget = { kind: 'fixed-delivery', amount: 100n, maxSourceAmount: 90n }
    const { outcome, taken } = pay({ target })
    assert.deepEqual(failedWith(outcome), { error: 'InsufficientExchangeRate', retryable: true })
    assert.ok(taken <= 90n)
  })

  const informing: readonly RejectCode[] = ['F99', 'F04', 'F05']
  for (const code of informing) {
    test(`takes ${code} of the receiver for news about the rate`, () => {
      let refusals = 0
      const say = endThatSays({ code })
      const take = takeAll(receiver)
      const { outcome } = pay(
        {},
        { end: (prepare) => (refusals++ === 0 ? say(prepare) : take(prepare)) },
      )
      assert.equal(outcome.kind, 'complete')
    })
  }

  test('ends for good, with the reason, when the application declines', () => {
    const reason = Buffer.from('sender not known')
    const { outcome, packets } = pay({}, { end: declining({ kind: 'final', reason }) })
    assert.deepEqual(failedWith(outcome), { error: 'ApplicationError', retryable: false })
    assert.ok(outcome.kind === 'failed' && outcome.reason !== undefined)
    assert.equal(Buffer.from(outcome.reason).toString(), 'sender not known')
    assert.equal(packets.length, 1, 'a connection that was closed is not closed again')
  })

  test('tries again when the application declines for now', () => {
    let offers = 0
    const decline = declining({ kind: 'temporary' })
    const take = takeAll(receiver)
    const { outcome } = pay(
      {},
      { end: (prepare) => (offers++ === 0 ? decline(prepare) : take(prepare)) },
    )
    assert.equal(outcome.kind, 'complete')
  })

  test('may be tried again when the receiver closes while taking money', () => {
    const close: StreamFrame = {
      type: 'StreamClose',
      streamId: 1n,
      errorCode: 1,
      errorMessage: '',
    }
    const { outcome, taken } = pay(
      { maxPacketAmount: 60n },
      { end: endThatSays({ frames: [close] }) },
    )
    assert.deepEqual(failedWith(outcome), { error: 'ClosedByReceiver', retryable: true })
    assert.equal(outcome.progress.sentAmount, 60n)
    assert.equal(taken, 60n)
  })

  test('ends for good when the receiver takes less than its minimum', () => {
    const { outcome } = pay({}, { end: endThatSays({ receivedAmount: 1n }) })
    assert.deepEqual(failedWith(outcome), { error: 'ReceiverProtocolViolation', retryable: false })
    assert.equal(outcome.progress.sentAmount, 100n)
    assert.equal(outcome.progress.deliveredAmount, 99n, 'the fulfillment proves the minimum')
  })

  test('ends for good when the receiver will not take that much', () => {
    const limit: StreamFrame = {
      type: 'StreamMaxMoney',
      streamId: 1n,
      receiveMax: 50n,
      totalReceived: 0n,
    }
    const { outcome } = pay({ maxPacketAmount: 40n }, { end: endThatSays({ frames: [limit] }) })
    assert.deepEqual(failedWith(outcome), { error: 'IncompatibleReceiveMax', retryable: false })
  })

  test('ends for good when the receiver tells another asset', () => {
    const asset: StreamFrame = {
      type: 'ConnectionAssetDetails',
      sourceAssetCode: 'EUR',
      sourceAssetScale: 2,
    }
    const { outcome } = pay(
      { destinationAsset: { code: 'USD', scale: 2 }, maxPacketAmount: 40n },
      { end: endThatSays({ frames: [asset] }) },
    )
    assert.deepEqual(failedWith(outcome), { error: 'DestinationAssetConflict', retryable: false })
  })

  test('takes no fulfillment but the right one', () => {
    const { outcome } = pay(
      {},
      {
        end: () => ({
          bytes: encodeFulfill({ fulfillment: new Uint8Array(32), data: new Uint8Array(0) }),
          fulfilledAmount: 0n,
        }),
      },
    )
    assert.deepEqual(failedWith(outcome), { error: 'ConnectorError', retryable: true })
    assert.equal(outcome.progress.sentAmount, 0n)
  })

  test('takes bytes that are no reply for a refusal', () => {
    const { outcome } = pay(
      {},
      { end: () => ({ bytes: Buffer.from('nonsense'), fulfilledAmount: 0n }) },
    )
    assert.deepEqual(failedWith(outcome), { error: 'ConnectorError', retryable: true })
  })

  test('ends before its keys wear out', () => {
    const { outcome, packets } = pay({ maxPacketAmount: 1n, firstSequence: 2 ** 31 - 4 })
    assert.deepEqual(failedWith(outcome), { error: 'MaxSafeEncryptionLimit', retryable: false })
    assert.deepEqual(
      packets.map(({ sent }) => sent.sequence),
      [2 ** 31 - 4, 2 ** 31 - 3, 2 ** 31 - 2, 2 ** 31 - 1],
    )
  })
})

describe('a packet of unknown fate', () => {
  const lost = (fate: Fate) => (index: number) => (index === 1 ? fate : undefined)

  for (const fate of ['lost-before', 'lost-after'] as const) {
    test(`is not sent again when ${fate === 'lost-before' ? 'it' : 'its reply'} was lost`, () => {
      const { outcome, taken } = pay(
        { maxPacketAmount: 30n },
        { rules: { rate: oneToOne, fate: lost(fate) } },
      )
      assert.deepEqual(failedWith(outcome), { error: 'UncertainDelivery', retryable: true })
      const { sentAmount, uncertainAmount } = outcome.progress
      assert.deepEqual([sentAmount, uncertainAmount], [70n, 30n])
      assert.equal(taken, fate === 'lost-before' ? 70n : 100n)
    })
  }

  test('becomes uncertain by itself a second after its expiry', () => {
    const machine = createStreamSender(optionsFor())
    const sent = machine.next(startMs)
    assert.ok(sent.kind === 'send')
    assert.deepEqual(machine.next(startMs), { kind: 'wait', untilMs: startMs + idleMs })
    assert.deepEqual(machine.next(startMs + idleMs), {
      kind: 'wait',
      untilMs: sent.expiresAtMs + 1000,
    })
    const done = machine.next(sent.expiresAtMs + 1000)
    assert.ok(done.kind === 'done')
    assert.equal(failedWith(done.outcome).error, 'IdleTimeout')
    assert.equal(done.outcome.progress.uncertainAmount, 100n)
  })

  test('is settled by a late reply', () => {
    const machine = createStreamSender(optionsFor())
    const sent = machine.next(startMs)
    assert.ok(sent.kind === 'send')
    machine.onUncertain(sent.sequence)
    assert.equal(machine.progress().uncertainAmount, 100n)
    machine.onReply(sent.sequence, takeAll(receiver)(sent.prepare).bytes, startMs + 5)
    assert.deepEqual(machine.progress(), {
      sentAmount: 100n,
      deliveredAmount: 100n,
      inFlightAmount: 0n,
      uncertainAmount: 0n,
      receipt: undefined,
    })
    assert.equal(machine.next(startMs + 5).kind, 'send')
    const done = machine.next(startMs + 5)
    assert.ok(done.kind === 'done' && done.outcome.kind === 'complete')
  })
})

describe('a sender that is stopped', () => {
  test('sends no more and waits for what is on its way', () => {
    const machine = createStreamSender(optionsFor({ maxPacketAmount: 60n }))
    const sent = machine.next(startMs)
    assert.ok(sent.kind === 'send')
    machine.stop()
    assert.equal(machine.next(startMs + 100).kind, 'wait')
    machine.onReply(sent.sequence, takeAll(receiver)(sent.prepare).bytes, startMs + 200)
    const close = machine.next(startMs + 200)
    assert.ok(close.kind === 'send' && close.purpose === 'close')
    const done = machine.next(startMs + 200)
    assert.ok(done.kind === 'done')
    assert.deepEqual(failedWith(done.outcome), { error: 'Stopped', retryable: true })
    assert.equal(done.outcome.progress.sentAmount, 60n)
  })
})

describe('whatever the path does', () => {
  const rate = fc.record({
    num: fc.bigInt({ min: 1n, max: 2000n }),
    den: fc.bigInt({ min: 1n, max: 2000n }),
  })
  const fates = fc.array(
    fc.option(
      fc.constantFrom<Fate>('T00', 'T04', 'T05', 'R01', 'F08', 'lost-before', 'lost-after'),
      { nil: undefined, freq: 2 },
    ),
    { maxLength: 60 },
  )
  const trial = fc.record({
    promised: rate,
    /** How the path turns out against what was probed, in thousandths. */
    drift: fc.bigInt({ min: 900n, max: 1100n }),
    kind: fc.constantFrom('fixed-send', 'fixed-delivery'),
    amount: fc.bigInt({ min: 1n, max: 3000n }),
    maxPacketAmount: fc.option(fc.bigInt({ min: 50n, max: 2000n }), { nil: undefined }),
    silentLimit: fc.boolean(),
    delayMs: fc.nat(400),
    fates,
  })

  test('nothing is paid below the minimum rate or above the maximum, and sums are exact', () => {
    fc.assert(
      fc.property(trial, (one) => {
        const minExchangeRate = { num: one.promised.num * 98n, den: one.promised.den * 100n }
        const most = maxSourceAmountFor({ amountToDeliver: one.amount, minExchangeRate }) ?? 0n
        const target: PaymentTarget =
          one.kind === 'fixed-send'
            ? { kind: one.kind, amount: one.amount }
            : { kind: one.kind, amount: one.amount, maxSourceAmount: most }
        const real = { num: one.promised.num * one.drift, den: one.promised.den * 1000n }
        const { outcome, money, taken } = pay(
          { target, minExchangeRate, rate: probed(one.promised) },
          {
            rules: {
              rate: real,
              maxPacketAmount: one.maxPacketAmount,
              silentLimit: one.silentLimit,
              delayMs: one.delayMs,
              fate: (index) => one.fates[index],
            },
          },
        )
        checkBooks({ outcome, target, money, taken, minExchangeRate })
      }),
      { numRuns: 100 },
    )
  })
})

/** What must be true of every payment, however it went. */
function checkBooks(run: {
  readonly outcome: PaymentOutcome
  readonly target: PaymentTarget
  readonly money: ReturnType<typeof pay>['money']
  readonly taken: bigint
  readonly minExchangeRate: { readonly num: bigint; readonly den: bigint }
}): void {
  const { progress, kind } = run.outcome
  const { num, den } = run.minExchangeRate
  const source = (of: typeof run.money) => of.reduce((sum, { sent }) => sum + sent.sourceAmount, 0n)
  const reallySent = source(run.money.filter(({ fulfilledAmount }) => fulfilledAmount > 0n))
  const max = run.target.kind === 'fixed-send' ? run.target.amount : run.target.maxSourceAmount
  assert.ok(reallySent <= max, 'never above the maximum')
  assert.ok(run.taken * den >= (reallySent - 1n) * num, 'never below the minimum rate')
  assert.equal(progress.inFlightAmount, 0n)
  assert.ok(progress.sentAmount <= reallySent && progress.deliveredAmount <= run.taken)
  assert.ok(reallySent <= progress.sentAmount + progress.uncertainAmount)
  if (progress.uncertainAmount === 0n) {
    assert.equal(progress.sentAmount, reallySent)
    assert.equal(progress.deliveredAmount, run.taken)
  }
  if (kind !== 'complete') return
  if (run.target.kind === 'fixed-send') assert.equal(progress.sentAmount, run.target.amount)
  else assert.ok(progress.deliveredAmount >= run.target.amount)
}

function declining(
  how: Decline,
  by: StreamReceiver = receiver,
): (prepare: Uint8Array) => EndAnswer {
  return (bytes) => {
    const received = by.receive(viewPrepare(bytes))
    const answer = received.kind === 'reply' ? received.bytes : received.decline(how)
    return { bytes: answer, fulfilledAmount: 0n }
  }
}

test('a sender refuses what it can never do', () => {
  const refused = (changes: Partial<StreamSenderOptions>) =>
    assert.throws(() => createStreamSender(optionsFor(changes)), RangeError)
  refused({ target: { kind: 'fixed-send', amount: 0n } })
  refused({ target: { kind: 'fixed-delivery', amount: 5n, maxSourceAmount: 0n } })
  refused({ maxPacketAmount: 0n })
  refused({ data: new Uint8Array(40_000) })
})
