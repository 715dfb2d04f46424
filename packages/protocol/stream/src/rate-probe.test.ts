import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { rejectBytes, uint64Max, viewPrepare } from '@kivuko/ilp'
import fc from 'fast-check'
import { createRateProbe, type ProbeOutcome, probeAmounts, probeMs } from './rate-probe.ts'
import {
  type Fate,
  type PathRules,
  runOverPath,
  takeAll,
  testRandom,
  testReceiver,
} from './test-simulated-path.ts'

const usd = { code: 'USD', scale: 2 }
const oneToOne = { num: 1n, den: 1n }

function probe(
  rules: PathRules,
  options: { readonly asset?: typeof usd | undefined } = { asset: usd },
) {
  const receiver = testReceiver()
  const credentials = receiver.credentials({ asset: usd })
  const machine = createRateProbe({
    credentials,
    destinationAsset: options.asset,
    randomBytes: testRandom(3),
  })
  const startMs = 1_700_000_000_000
  const run = runOverPath<ProbeOutcome>({ machine, rules, end: takeAll(receiver), startMs })
  return {
    ...run,
    tookMs: run.endMs - startMs,
    sent: run.packets.map(({ sent }) => [sent.purpose, sent.sourceAmount] as const),
  }
}

describe('rate probe', () => {
  test('needs three packets on a free path: of nothing, of a very large amount, a close', () => {
    const { outcome, sent, tookMs } = probe({ rate: oneToOne })
    assert.deepEqual(sent, [
      ['probe', 0n],
      ['probe', 10n ** 12n],
      ['close', 0n],
    ])
    assert.deepEqual(outcome, {
      kind: 'found',
      rate: {
        low: { num: 10n ** 12n, den: 10n ** 12n },
        high: { num: 10n ** 12n + 1n, den: 10n ** 12n },
      },
      maxPacketAmount: uint64Max,
      destinationAsset: usd,
    })
    assert.equal(tookMs, 10)
  })

  test('moves no money', () => {
    const { packets } = probe({ rate: oneToOne, maxPacketAmount: 500n })
    assert.ok(packets.every(({ fulfilledAmount }) => fulfilledAmount === 0n))
  })

  test('asks for the asset when it is not told', () => {
    const { outcome } = probe({ rate: oneToOne }, {})
    assert.ok(outcome.kind === 'found')
    assert.deepEqual(outcome.destinationAsset, usd)
  })

  test('fails for good when the receiver does not tell its asset', () => {
    const receiver = testReceiver()
    const credentials = receiver.credentials({})
    const machine = createRateProbe({ credentials, randomBytes: testRandom(3) })
    const { outcome } = runOverPath({ machine, rules: { rate: oneToOne }, end: takeAll(receiver) })
    assert.deepEqual(outcome, {
      kind: 'failed',
      error: 'UnknownDestinationAsset',
      retryable: false,
    })
  })

  test('goes straight to the limit that a hop tells', () => {
    const { outcome, sent } = probe({ rate: oneToOne, maxPacketAmount: 12_345n })
    assert.ok(outcome.kind === 'found')
    assert.equal(outcome.maxPacketAmount, 12_345n)
    assert.deepEqual(sent.slice(-2), [
      ['probe', 12_345n],
      ['close', 0n],
    ])
    assert.equal(sent.length, 4)
  })

  test('finds the rate and the limit of any path', () => {
    const rate = fc.record({
      num: fc.bigInt({ min: 1n, max: 10n ** 7n }),
      den: fc.bigInt({ min: 1n, max: 10n ** 9n }),
    })
    const max = fc.bigInt({ min: 2n, max: 10n ** 14n })
    fc.assert(
      fc.property(rate, max, fc.boolean(), (real, maxPacketAmount, silentLimit) => {
        const { outcome } = probe({ rate: real, maxPacketAmount, silentLimit })
        if (outcome.kind === 'failed') {
          assert.ok(
            (maxPacketAmount * real.num) / real.den === 0n,
            'fails only where nothing arrives',
          )
          return
        }
        const { low, high } = outcome.rate
        assert.ok(low.num * real.den <= real.num * low.den, 'low bound holds')
        assert.ok(real.num * high.den < high.num * real.den, 'high bound holds')
        const limited = maxPacketAmount < 10n ** 12n
        assert.equal(outcome.maxPacketAmount, limited ? maxPacketAmount : uint64Max)
      }),
      { numRuns: 100 },
    )
  })

  test('takes what passes for the limit where larger amounts find no liquidity', () => {
    const fate = (index: number): Fate | undefined => (index >= 1 && index <= 4 ? 'T04' : undefined)
    const { outcome, tookMs } = probe({ rate: oneToOne, fate })
    assert.ok(outcome.kind === 'found')
    assert.equal(outcome.maxPacketAmount, 10n ** 8n)
    assert.ok(tookMs < 1000, `took ${tookMs} ms`)
  })

  test('fails at once where all that passes is too little to arrive', () => {
    for (const silentLimit of [false, true]) {
      const rules = { rate: { num: 1n, den: 100n }, maxPacketAmount: 7n, silentLimit }
      const { outcome, tookMs } = probe(rules)
      assert.deepEqual(outcome, {
        kind: 'failed',
        error: 'InsufficientExchangeRate',
        retryable: true,
      })
      assert.ok(tookMs < 1000, `took ${tookMs} ms`)
    }
  })

  test('tries again what found the path busy', () => {
    const fate = (index: number): Fate | undefined => (index === 1 ? 'T05' : undefined)
    const { outcome, sent } = probe({ rate: oneToOne, fate })
    assert.ok(outcome.kind === 'found')
    assert.equal(outcome.maxPacketAmount, uint64Max)
    assert.equal(sent.filter(([, amount]) => amount === 10n ** 12n).length, 2)
  })

  test('tries again what got lost', () => {
    const fate = (index: number): Fate | undefined => (index === 1 ? 'lost-before' : undefined)
    assert.equal(probe({ rate: oneToOne, fate }).outcome.kind, 'found')
  })

  test('gives up at once, and may be tried again, when the way is closed', () => {
    const { outcome, sent } = probe({ rate: oneToOne, fate: () => 'F02' })
    assert.deepEqual(outcome, {
      kind: 'failed',
      error: 'ConnectorError',
      retryable: true,
      code: 'F02',
    })
    assert.equal(sent.length, 2)
  })

  test('gives up after ten seconds when nobody answers', () => {
    const { outcome, tookMs } = probe({ rate: oneToOne, fate: () => 'T01' })
    assert.deepEqual(outcome, { kind: 'failed', error: 'EstablishmentFailed', retryable: true })
    assert.equal(tookMs, probeMs)
  })

  test('gives up after ten seconds when the receiver answers, but money never gets through', () => {
    const fate = (index: number): Fate | undefined => (index === 0 ? undefined : 'T03')
    const { outcome } = probe({ rate: oneToOne, fate })
    assert.deepEqual(outcome, { kind: 'failed', error: 'RateProbeFailed', retryable: true })
  })

  test('takes no answer from anyone but the receiver', () => {
    const receiver = testReceiver()
    const machine = createRateProbe({
      credentials: receiver.credentials({}),
      destinationAsset: usd,
      randomBytes: testRandom(3),
    })
    const { outcome } = runOverPath({
      machine,
      rules: { rate: oneToOne },
      end: (prepare) => {
        // The sender's own message, which is encrypted with the right key.
        const { data } = viewPrepare(prepare)
        return { bytes: rejectBytes({ code: 'F99', triggeredBy: '', data }), fulfilledAmount: 0n }
      },
    })
    assert.deepEqual(outcome, { kind: 'failed', error: 'EstablishmentFailed', retryable: true })
  })

  test('tries eleven amounts in its first round', () => {
    assert.equal(probeAmounts.length, 11)
    assert.deepEqual(probeAmounts.slice(0, 3), [0n, 10n ** 12n, 10n ** 11n])
    assert.equal(probeAmounts.at(-1), 1000n)
  })
})
