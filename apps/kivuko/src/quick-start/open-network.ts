import { join } from 'node:path'
import type { Clock } from '@kivuko/clock'
import type { Environment } from '@kivuko/config'
import type { HttpClient } from '@kivuko/http'
import type { Random } from '@kivuko/random'
import {
  type BankPlan,
  payee,
  payeeBank,
  payerBank,
  type PlacedBank,
  shop,
  urlOf,
  walletAddressOf,
} from './bank-plan.ts'
import { keptSecrets, shopKeyId } from './kept-secrets.ts'
import type { Narrator } from './narrator.ts'
import { createShopClient, type ShopOptions } from './pay-through-open-payments.ts'
import { findPortBlock } from './port-block.ts'
import type { RunningPrograms } from './running-programs.ts'
import { startNetwork } from './start-network.ts'

/** What the quick start works with. */
export interface QuickStartOptions {
  readonly clock: Clock
  readonly random: Random
  readonly http: HttpClient
  readonly narrator: Narrator
  readonly programs: RunningPrograms
  /** Where the network's data are kept. */
  readonly dataDir: string
  /** What every program is given of this process's environment. */
  readonly inherited: Environment
}

/** Two banks that run, and the shop by which a customer of one pays a customer of the other. */
export interface Network {
  readonly payerBank: PlacedBank
  readonly payeeBank: PlacedBank
  readonly shop: ShopOptions
}

/** Finds places for both banks, starts them, and makes the shop's client meanwhile. */
export async function openNetwork(options: QuickStartOptions): Promise<Network> {
  const { random, narrator, programs, dataDir } = options
  const [from, to] = await Promise.all([
    placeBank(options, { bank: payerBank, index: 0 }),
    placeBank(options, { bank: payeeBank, index: 1 }),
  ])
  const secrets = await keptSecrets({ dataDir, random }, [from.id, to.id])
  narrator.heading('Starting')
  const register = (program: Parameters<RunningPrograms['add']>[0]): void => programs.add(program)
  const started = startNetwork({ ...options, secrets, register }, [from, to])
  const loading = import('@interledger/open-payments')
  const [{ createAuthenticatedClient: create }] = await Promise.all([loading, started])
  const client = await createShopClient({
    create,
    walletAddress: walletAddressOf(from, shop),
    key: secrets.shopKey,
    keyId: shopKeyId,
  })
  const finishUrl = `${urlOf(from, 'wallet')}/back-at-the-shop`
  return { payerBank: from, payeeBank: to, shop: { ...options, client, finishUrl } }
}

async function placeBank(
  { narrator, dataDir }: QuickStartOptions,
  { bank, index }: { readonly bank: BankPlan; readonly index: number },
): Promise<PlacedBank> {
  const { ports, isMoved } = await findPortBlock(index)
  if (isMoved)
    narrator.line(`  ${bank.name} moves to ports from ${ports.admin} on: its own are taken`)
  return { ...bank, ports, dataDir: join(dataDir, bank.id) }
}

/** What Juma is going to get. */
export const invoice = { value: '2000', assetCode: payeeBank.asset.code, assetScale: 2 }

/** Where a bank's wallet tells of a customer's account. */
export function accountUrlOf(bank: PlacedBank, customer: typeof payee): string {
  return `${urlOf(bank, 'wallet')}/accounts/${customer.id}`
}
