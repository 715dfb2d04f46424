import type { Clock } from '@kivuko/clock'
import type { Directory, WalletAddress } from '@kivuko/directory'
import type { AccountId } from '@kivuko/ledger'
import type { Amount, AssetUnit, Ratio } from '@kivuko/money'
import type { Postgres } from '@kivuko/postgres'
import type { Random } from '@kivuko/random'
import type { Rates } from '@kivuko/rates'
import { parseIlpAddress } from '@kivuko/ilp'
import type { PaymentEvents } from '../events.ts'
import type { PaymentSettings } from '../payment-settings.ts'
import type { PaymentStore } from '../payment-store.ts'
import type { NewQuote, QuoteRefusal, Receivers, Refused } from '../payments.ts'
import { isRefused, refuse } from '../refused.ts'
import type { QuoteId, Receiver } from '../resources.ts'
import { checkQuoteInput } from './check-quote-input.ts'
import { isDeliverable, type PathProbe, toRatio } from './path-probe.ts'
import {
  type AmountsRefusal,
  localConversion,
  minRate,
  type QuoteAmounts,
  quoteAmounts,
  remoteConversion,
} from './quote-amounts.ts'
import type { QuoteRecord } from './quote-store.ts'

/** What quoting needs. */
export interface QuotePorts {
  readonly postgres: Postgres
  readonly store: Pick<PaymentStore, 'quotes'>
  readonly directory: Pick<Directory, 'walletAddress' | 'fee'>
  readonly receivers: Pick<Receivers, 'get'>
  readonly rates: Pick<Rates, 'ratio'>
  readonly pathProbe: PathProbe
  readonly clock: Clock
  readonly random: Random
  readonly events: PaymentEvents
  readonly settings: Pick<PaymentSettings, 'quoteLifespanMs' | 'slippage'>
}

/** What a quote is made of, beside its amounts. */
interface Basis {
  readonly input: NewQuote
  readonly wallet: WalletAddress
  readonly receiver: Receiver
  /** Receiving units per sending unit. */
  readonly ratio: Ratio
  readonly fixed: Parameters<typeof quoteAmounts>[0]['fixed']
}

type Priced = Pick<QuoteRecord, 'method' | 'estimatedExchangeRate' | 'ilp'> & QuoteAmounts

/**
 * Quotes a payment and keeps the quote. Payments within the node are exact; for others the path is
 * probed, and the quote stands at the worst rate accepted. A quote that could not be delivered is
 * refused.
 */
export async function createQuote(
  ports: QuotePorts,
  input: NewQuote,
): Promise<QuoteRecord | Refused<QuoteRefusal>> {
  const startMs = ports.clock.monotonicMs()
  const made = await price(ports, input)
  if (isRefused(made)) {
    ports.events.quoteRefused({ refusal: made.refusal, receiver: input.receiver })
    return made
  }
  await ports.store.quotes.insert(ports.postgres, made)
  const tookMs = ports.clock.monotonicMs() - startMs
  ports.events.quoted({ id: made.id, method: made.method, tookMs })
  return made
}

async function price(
  ports: QuotePorts,
  input: NewQuote,
): Promise<QuoteRecord | Refused<QuoteRefusal>> {
  const nowMs = ports.clock.now()
  const wallet = await ports.directory.walletAddress(input.walletAddressId)
  if (wallet === undefined || (input.tenantId ?? wallet.tenantId) !== wallet.tenantId) {
    return refuse('UnknownWalletAddress', `there is no wallet address ${input.walletAddressId}`)
  }
  const receiver = await ports.receivers.get(input.receiver)
  if (isRefused(receiver)) return refuse('InvalidReceiver', receiver.description)
  const fixed = checkQuoteInput(input, { wallet, receiver, nowMs })
  if ('refusal' in fixed) return fixed
  const ratio = await ports.rates.ratio({
    source: wallet.asset,
    destination: receiver.asset,
    tenantId: wallet.tenantId,
  })
  if ('refusal' in ratio) return refuse('CouldNotFetchRates', ratio.detail)
  const basis = { input, wallet, receiver, ratio, fixed }
  const priced =
    receiver.local === undefined ? await priceRemote(ports, basis) : await priceLocal(ports, basis)
  return isRefused(priced) ? priced : toRecord(ports, basis, { priced, nowMs })
}

async function priceLocal(
  ports: QuotePorts,
  basis: Basis,
): Promise<Priced | Refused<QuoteRefusal>> {
  const amounts = await amountsOf(ports, basis, localConversion(basis.ratio))
  if (isRefused(amounts)) return amounts
  return { ...amounts, method: 'local', estimatedExchangeRate: basis.ratio }
}

async function priceRemote(
  ports: QuotePorts,
  basis: Basis,
): Promise<Priced | Refused<QuoteRefusal>> {
  const { wallet, receiver, ratio } = basis
  if (receiver.ilp === undefined) {
    return refuse('InvalidReceiver', 'the receiver cannot be paid over Interledger')
  }
  const minExchangeRate = minRate(ratio, ports.settings.slippage)
  const amounts = await amountsOf(ports, basis, remoteConversion(minExchangeRate))
  if (isRefused(amounts)) return amounts
  const path = await ports.pathProbe.probe({
    accountId: wallet.id as string as AccountId, // A probe moves nothing: any name will do.
    asset: wallet.asset,
    tenantId: wallet.tenantId,
    credentials: {
      ilpAddress: parseIlpAddress(receiver.ilp.ilpAddress),
      sharedSecret: receiver.ilp.sharedSecret,
    },
    destinationAsset: receiver.asset,
  })
  if ('error' in path) {
    const why = `the path to the receiver could not be probed: ${path.error}`
    return refuse(path.retryable ? 'CouldNotFetchRates' : 'InvalidReceiver', why)
  }
  const { debitAmountMinusFees: sendAmount, receiveAmount } = amounts
  if (!isDeliverable({ sendAmount, receiveAmount, minExchangeRate, path })) {
    return refuse('CouldNotFetchRates', 'the path delivers less than the slippage allows')
  }
  const { rate, maxPacketAmount } = path
  return {
    ...amounts,
    method: 'ilp',
    estimatedExchangeRate: toRatio(rate.low),
    ilp: {
      maxPacketAmount,
      minExchangeRate,
      lowEstimatedExchangeRate: toRatio(rate.low),
      highEstimatedExchangeRate: toRatio(rate.high),
    },
  }
}

async function amountsOf(
  ports: QuotePorts,
  { wallet, receiver, fixed }: Basis,
  conversion: Parameters<typeof quoteAmounts>[0]['conversion'],
): Promise<(QuoteAmounts & { feeId?: string }) | Refused<QuoteRefusal>> {
  const fee = await ports.directory.fee(wallet.asset.id, 'SENDING')
  const receiveMax = remaining(receiver)
  const amounts = quoteAmounts({
    fixed,
    conversion,
    ...(fee !== undefined && { fee }),
    ...(receiveMax !== undefined && { receiveMax }),
  })
  if ('refusal' in amounts) return describe(amounts, wallet.asset)
  return { ...amounts, ...(fee !== undefined && { feeId: fee.id }) }
}

/** What a receiver with an amount still takes. */
export function remaining({ incomingAmount, receivedAmount }: Receiver): bigint | undefined {
  return incomingAmount && incomingAmount.value - receivedAmount.value
}

function describe(refusal: AmountsRefusal, unit: AssetUnit): Refused<QuoteRefusal> {
  if (refusal.refusal === 'AmountTooLarge') {
    return refuse('InvalidAmount', 'the amounts do not fit 64 bits')
  }
  const { minDebitAmount } = refusal
  const description = 'nothing of the amount would reach the receiver'
  if (minDebitAmount === undefined) return refuse('NonPositiveReceiveAmount', description)
  const minSendAmount = {
    value: minDebitAmount.toString(),
    assetCode: unit.code,
    assetScale: unit.scale,
  }
  return refuse('NonPositiveReceiveAmount', description, { minSendAmount })
}

function toRecord(
  ports: QuotePorts,
  { input, wallet, receiver }: Basis,
  { priced, nowMs }: { priced: Priced; nowMs: number },
): QuoteRecord {
  const { client } = input
  const { debitAmount, receiveAmount, ...rest } = priced
  const amount = (value: bigint, { code, scale }: AssetUnit): Amount => ({ value, code, scale })
  return {
    ...rest,
    id: ports.random.uuid() as QuoteId, // A new id becomes this kind's here.
    tenantId: wallet.tenantId,
    walletAddressId: wallet.id,
    assetId: wallet.asset.id,
    ...(client !== undefined && { client }),
    receiver: input.receiver,
    debitAmount: amount(debitAmount, wallet.asset),
    receiveAmount: amount(receiveAmount, receiver.asset),
    ...(receiver.localAssetId !== undefined && { receiveAssetId: receiver.localAssetId }),
    createdAtMs: nowMs,
    expiresAtMs: Math.min(
      nowMs + ports.settings.quoteLifespanMs,
      receiver.expiresAtMs ?? Number.POSITIVE_INFINITY,
    ),
  }
}
