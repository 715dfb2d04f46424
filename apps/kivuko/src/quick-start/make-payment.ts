import { join } from 'node:path'
import { formatAmount } from '@kivuko/money'
import type { WireAmount } from '@kivuko/open-payments'
import { awaitBooked } from './await-booked.ts'
import { payee, payer, type PlacedBank, shop, walletAddressOf } from './bank-plan.ts'
import { booksTable, booksTableHead } from './books-table.ts'
import { accountUrlOf, invoice, type Network, type QuickStartOptions } from './open-network.ts'
import { type PaidPayment, payThroughOpenPayments } from './pay-through-open-payments.ts'
import { type BooksSummary, readBooks } from './read-books.ts'

/** What a payment came to. */
export interface PaymentResult {
  readonly sent: WireAmount
  readonly received: WireAmount
  /** Whether the books of both nodes balance after it. */
  readonly booksBalance: boolean
}

/** Pays once, from bank to bank, and shows what it did to the books of both. */
export async function makePayment(
  options: QuickStartOptions,
  network: Network,
): Promise<PaymentResult> {
  const { narrator, clock } = options
  const banks = [network.payerBank, network.payeeBank] as const
  const before = await readAll(options, banks)
  const { value, assetCode } = amountText(invoice)
  narrator.heading(`${payer.name} pays ${payee.name} ${value} ${assetCode}, through ${shop.name}`)
  const startedMs = clock.monotonicMs()
  const paid = await payThroughOpenPayments(network.shop, {
    payer: walletAddressOf(network.payerBank, payer),
    payee: walletAddressOf(network.payeeBank, payee),
    amount: invoice,
  })
  const paidMs = clock.monotonicMs() - startedMs
  const after = await narrator.step('both banks book it and take the money out', () =>
    untilSettled(options, { network, paid }),
  )
  showResult(options, { paid, paidMs })
  banks.forEach((bank, index) => showBooks(options, bank, [before[index], after[index]]))
  const { sent, received } = paid
  return { sent, received, booksBalance: after.every(({ balanced }) => balanced) }
}

/** Both wallets have booked the payment, and nothing of it is left at the nodes. */
async function untilSettled(
  options: QuickStartOptions,
  { network, paid }: { readonly network: Network; readonly paid: PaidPayment },
): Promise<readonly BooksSummary[]> {
  const { payerBank, payeeBank } = network
  const [payerUrl, payeeUrl] = [accountUrlOf(payerBank, payer), accountUrlOf(payeeBank, payee)]
  await Promise.all([
    awaitBooked(options, { accountUrl: payerUrl, payment: paid.outgoingId }),
    awaitBooked(options, { accountUrl: payeeUrl, payment: paid.incomingId }),
  ])
  const deadlineMs = options.clock.monotonicMs() + withdrawMsMax
  for (;;) {
    const books = await readAll(options, [payerBank, payeeBank])
    const left = books.flatMap(({ rows }) => rows.filter((row) => row.kind === 'payments'))
    const isSettled = left.every(({ liquidity }) => liquidity === 0n)
    if (isSettled || options.clock.monotonicMs() >= deadlineMs) return books
    await options.clock.sleep(askAgainMs)
  }
}

/** Wallets withdraw as soon as they have booked; money of payments cut short earlier may stay. */
const withdrawMsMax = 2_000
const askAgainMs = 20

async function readAll(
  options: QuickStartOptions,
  banks: readonly PlacedBank[],
): Promise<readonly BooksSummary[]> {
  return await Promise.all(banks.map(({ dataDir }) => readBooks(options, join(dataDir, 'node'))))
}

function showResult(
  { narrator }: QuickStartOptions,
  { paid, paidMs }: { readonly paid: PaidPayment; readonly paidMs: number },
): void {
  const [sent, received] = [amountText(paid.sent), amountText(paid.received)]
  const gave = narrator.bold(`${sent.value} ${sent.assetCode}`)
  const got = narrator.bold(`${received.value} ${received.assetCode}`)
  const took = narrator.quiet(`${Math.round(paidMs)} ms in all`)
  narrator.line(`\n  ${payer.name} gave ${gave}, ${payee.name} got ${got}.  ${took}`)
}

function showBooks(
  { narrator }: QuickStartOptions,
  bank: PlacedBank,
  [before, after]: readonly (BooksSummary | undefined)[],
): void {
  if (before === undefined || after === undefined) return
  narrator.heading(`The books of ${bank.name}`)
  narrator.line(narrator.quiet(`  ${booksTableHead}`))
  for (const line of booksTable({ before, after })) narrator.line(`  ${line}`)
  const verdict = after.balanced
    ? narrator.good('Σ debits = Σ credits')
    : narrator.bold('The books do not balance!')
  narrator.line(`  ${verdict}`)
}

function amountText({ value, assetCode, assetScale }: WireAmount) {
  return { value: formatAmount(BigInt(value), assetScale), assetCode }
}
