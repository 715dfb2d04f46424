import type { Clock } from '@kivuko/clock'
import { HttpRequestError } from '@kivuko/http'
import type { Log } from '@kivuko/log'
import { z } from 'zod'
import type { Books } from '../books/books.ts'
import { type AdminClient, mustHave } from './admin-client.ts'
import { ensureAsset } from './seed-asset.ts'
import { ensurePeer } from './seed-peer.ts'
import { ensureWalletAddress } from './seed-wallet-address.ts'
import type { SeedPlan } from './seed-plan.ts'

/** What seeding needs. */
export interface SeedOptions {
  readonly admin: AdminClient
  readonly books: Books
  readonly clock: Clock
  readonly log: Log
}

/**
 * Tells the node what it has to know: assets and their liquidity, the peer, wallet addresses and
 * keys. What is there already is found and left as it is, so this runs at every start.
 */
export async function seedNode(options: SeedOptions, plan: SeedPlan): Promise<void> {
  const { admin, books } = options
  await untilNodeAnswers(options)
  const liquidity = plan.assetLiquidity
  const assetId = await ensureAsset(admin, { ...plan.asset, liquidity })
  if (plan.peer !== undefined) {
    const peerAssetId = await ensureAsset(admin, { ...plan.peer.asset, liquidity })
    await ensurePeer(admin, { ...plan.peer, assetId: peerAssetId })
  }
  for (const address of plan.addresses) {
    const walletAddressId = await ensureWalletAddress(admin, { ...address, assetId })
    books.address({ account: address.account, walletAddressId })
  }
}

/** A node that starts at the same time takes a second or two. */
const nodeWaitMsMax = 60_000
const askAgainMs = 25

async function untilNodeAnswers({ admin, clock, log }: SeedOptions): Promise<void> {
  const deadlineMs = clock.monotonicMs() + nodeWaitMsMax
  for (;;) {
    try {
      mustHave(await admin.run('{ whoami { id } }', {}, z.unknown()))
      return
    } catch (error) {
      const isAway = error instanceof HttpRequestError || error instanceof SyntaxError
      if (!isAway || clock.monotonicMs() >= deadlineMs) throw error
      log.debug('The node does not answer yet', { err: error })
      await clock.sleep(askAgainMs)
    }
  }
}
