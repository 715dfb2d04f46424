import { type Clock, createWakeLoop } from '@kivuko/clock'
import {
  type AccountId,
  ledgerSignalsChannel,
  liquidity,
  type PostgresLedger,
} from '@kivuko/ledger'
import type { Log } from '@kivuko/log'
import type { Metrics } from '@kivuko/metrics'
import type { Postgres, Row, Transaction } from '@kivuko/postgres'
import type { Random } from '@kivuko/random'
import type { NewWebhookEvent, WebhookOutbox } from '@kivuko/webhooks'
import { createDirectoryEvents } from './events.ts'

/** Reports taken in one transaction. */
const lowLiquidityBatchMax = 100

/** How often reports are looked for without having been announced. */
const idleMsMax = 5_000

interface AlertOptions {
  readonly postgres: Postgres
  readonly ledger: PostgresLedger
  readonly outbox: WebhookOutbox
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly metrics: Metrics
}

/**
 * Tells the ASE when the liquidity of an asset or a peer falls to its threshold: once for each time
 * that it falls, in the transaction that takes the ledger's report.
 */
export async function startLiquidityAlerts(options: AlertOptions): Promise<AsyncDisposable> {
  const events = createDirectoryEvents(options)
  const loop = createWakeLoop({
    clock: options.clock,
    idleMsMax,
    work: async () => {
      while ((await alertBatch(options, events)) === lowLiquidityBatchMax);
      return undefined
    },
    onError: (error) => events.alertsFailed(error),
  })
  const listening = await options.postgres.listen(ledgerSignalsChannel, {
    onMessage: (signal) => {
      if (signal === 'low') loop.wake()
    },
    onGap: () => loop.wake(),
  })
  return {
    async [Symbol.asyncDispose]() {
      await listening[Symbol.asyncDispose]()
      await loop[Symbol.asyncDispose]()
    },
  }
}

async function alertBatch(
  { postgres, ledger, outbox, random }: AlertOptions,
  events: ReturnType<typeof createDirectoryEvents>,
): Promise<number> {
  return await postgres.transaction(async (tx) => {
    const signals = await ledger.takeSignals(tx, { signal: 'low', limit: lowLiquidityBatchMax })
    if (signals.length === 0) return 0
    const ids = [...new Set(signals.map(({ accountId }) => accountId))]
    const owners = await readOwners(tx, ids)
    const balances = await ledger.within(tx).balances(ids)
    const alerts = owners.flatMap((owner): NewWebhookEvent[] => {
      const balance = balances.get(owner.id)
      if (!balance) return []
      const left = liquidity(balance)
      events.liquidityLow({ kind: owner.kind, id: owner.id, liquidity: left })
      return [
        {
          id: random.uuid(),
          tenantId: owner.tenant_id,
          type: `${owner.kind}.liquidity_low`,
          resourceId: owner.id,
          data: {
            id: owner.id,
            asset: { id: owner.asset_id, code: owner.code, scale: owner.scale },
            liquidityThreshold: owner.threshold.toString(),
            balance: left.toString(),
          },
        },
      ]
    })
    await outbox.add(tx, alerts)
    return signals.length
  })
}

interface OwnerRow extends Row {
  readonly kind: 'asset' | 'peer'
  readonly id: AccountId
  readonly tenant_id: string
  readonly asset_id: string
  readonly code: string
  readonly scale: number
  readonly threshold: bigint
}

async function readOwners(
  tx: Transaction,
  ids: readonly AccountId[],
): Promise<readonly OwnerRow[]> {
  return await tx.query<OwnerRow>({
    text: `select 'asset' as kind, a.id, a.tenant_id, a.id as asset_id, a.code, a.scale,
        a.liquidity_threshold as threshold
      from directory.assets a
      where a.id = any ($1::uuid[]) and a.liquidity_threshold is not null
      union all
      select 'peer', p.id, p.tenant_id, a.id, a.code, a.scale, p.liquidity_threshold
      from directory.peers p join directory.assets a on a.id = p.asset_id
      where p.id = any ($1::uuid[]) and p.liquidity_threshold is not null`,
    values: [ids],
  })
}
