import { createInterface } from 'node:readline'
import { type PlacedBank, urlOf } from './bank-plan.ts'
import { claimFolder } from './claim-folder.ts'
import { describeError } from './describe-error.ts'
import { makePayment } from './make-payment.ts'
import { type Network, openNetwork, type QuickStartOptions } from './open-network.ts'

/** Starts the network, pays once, and prints what it came to. Resolves with the exit code. */
export async function runOnce(options: QuickStartOptions): Promise<number> {
  const result = await start(options).then((network) => makePayment(options, network))
  const totalMs = Math.round(options.clock.monotonicMs())
  console.log(JSON.stringify({ payment: 'completed', ...result, totalMs }))
  return result.booksBalance ? 0 : 1
}

/** Starts the network, pays once, and again whenever Enter is pressed. Never resolves. */
export async function keepRunning(options: QuickStartOptions): Promise<never> {
  const network = await start(options)
  await makePayment(options, network)
  showAddresses(options, network)
  if (process.stdin.isTTY) await payOnEnter(options, network)
  return await new Promise<never>(() => {})
}

async function start(options: QuickStartOptions): Promise<Network> {
  const { narrator, dataDir } = options
  const title = `${narrator.bold('Kivuko')}: two banks on this machine, and a payment between them`
  narrator.line(`\n${title}`)
  if (!(await claimFolder(dataDir))) {
    throw new Error(`They run already, on ${dataDir}: stop them first, or set KIVUKO_DATA_DIR.`)
  }
  return await openNetwork(options)
}

async function payOnEnter(options: QuickStartOptions, network: Network): Promise<void> {
  const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
  while ((await lines.next()).done !== true) {
    try {
      await makePayment(options, network)
    } catch (error) {
      options.narrator.failed(describeError(error))
    }
    showWhatNext(options)
  }
}

function showAddresses(options: QuickStartOptions, { payerBank, payeeBank }: Network): void {
  const { narrator } = options
  narrator.heading('Have a look')
  for (const bank of [payerBank, payeeBank]) showAddress(options, bank)
  showWhatNext(options)
}

function showAddress({ narrator }: QuickStartOptions, bank: PlacedBank): void {
  const { name, dataDir } = bank
  narrator.line(`  ${name.padEnd(14)}accounts   ${urlOf(bank, 'wallet')}`)
  narrator.line(`  ${''.padEnd(14)}admin API  ${urlOf(bank, 'admin')}/graphql`)
  narrator.line(`  ${''.padEnd(14)}logs       ${dataDir}/*.log`)
}

function showWhatNext({ narrator }: QuickStartOptions): void {
  const again = process.stdin.isTTY ? 'Enter pays once more, Ctrl-C' : 'Ctrl-C'
  narrator.line(narrator.quiet(`\n${again} stops everything; the data are kept.`))
}
